import { PlayheadError } from "../errors";

/**
 * Metres in one of each unit of length. The mile is the international one, exactly 1609.344 m (1760 yards of
 * 0.9144 m: international yard and pound agreement of 1959).
 */
export const UNITS = { m: 1, km: 1000, mi: 1609.344 } as const;

export type Unit = keyof typeof UNITS;

/** How many metres one `unit` is. */
export function metresPer(unit: Unit): number {
  return UNITS[unit];
}

/**
 * A length in metres as a number of `unit`.
 *
 * @example
 * fromMetres(1609.344, "mi"); // 1
 */
export function fromMetres(metres: number, unit: Unit): number {
  return metres / UNITS[unit];
}

/**
 * The unit of that name.
 *
 * @throws PlayheadError BAD_OPTION for anything but "m", "km" and "mi".
 */
export function parseUnit(name: string): Unit {
  if (Object.hasOwn(UNITS, name)) return name as Unit;
  throw new PlayheadError("BAD_OPTION", `There is no unit called ${JSON.stringify(name)}`, {
    remedy: `use one of: ${Object.keys(UNITS).join(", ")}`,
  });
}
