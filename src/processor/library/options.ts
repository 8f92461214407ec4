import { PlayheadError } from "../../errors";

/**
 * A length of time, a radius, a speed: any number above 0.
 *
 * @throws PlayheadError BAD_OPTION
 */
export function positiveNumber(option: string, value: unknown): number {
  if (typeof value === "number" && value > 0 && Number.isFinite(value)) return value;
  throw badOption(option, value, "give a number above 0");
}

/**
 * A length of time that may be none.
 *
 * @throws PlayheadError BAD_OPTION
 */
export function zeroOrMore(option: string, value: unknown): number {
  if (value === 0) return value;
  return positiveNumber(option, value);
}

/**
 * A number of records.
 *
 * @throws PlayheadError BAD_OPTION
 */
export function positiveCount(option: string, value: unknown): number {
  if (typeof value === "number" && value > 0 && Number.isSafeInteger(value)) return value;
  throw badOption(option, value, "give a whole number, 1 or more");
}

/**
 * The name of a field of the records' values.
 *
 * @throws PlayheadError BAD_OPTION
 */
export function fieldName<Name extends string>(option: string, value: Name): Name {
  if (typeof value === "string" && value !== "") return value;
  throw badOption(option, value, 'give the name of a field of the records, such as "speed"');
}

function badOption(option: string, value: unknown, remedy: string): PlayheadError {
  const given = value === undefined ? "is missing" : `can't be ${shown(value)}`;
  return new PlayheadError("BAD_OPTION", `${option} ${given}`, { remedy });
}

function shown(value: unknown): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}
