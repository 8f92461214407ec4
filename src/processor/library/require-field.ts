import { PlayheadError } from "../../errors";
import type { DeclaredType } from "../fields/shape";

type FieldType = DeclaredType["type"];

/**
 * A field of a value, of one of these types. A number must be one that JSON can write back: `1e999` is read as
 * infinite and is none.
 *
 * @throws PlayheadError BAD_RECORD naming the field and what it is instead
 */
export function requireField(
  value: unknown,
  name: string,
  ...types: readonly FieldType[]
): string | number | boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw badRecord(`it is not a JSON object but ${kindOf(value)}`);
  }
  const field = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
  if (isOneOf(types, field)) return field;
  const wanted = types.map((type) => KINDS[type]).join(" or ");
  throw badRecord(`${JSON.stringify(name)} must be ${wanted}; it is ${kindOf(field)}`);
}

const KINDS = { string: "text", number: "a number", boolean: "true or false" } as const;

function isOneOf(types: readonly FieldType[], field: unknown): field is string | number | boolean {
  if (typeof field === "number" && !Number.isFinite(field)) return false;
  return types.some((type) => typeof field === type);
}

function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return typeof value === "number" && !Number.isFinite(value)
    ? "beyond the numbers that can be stored"
    : KINDS[typeof value as FieldType];
}

function badRecord(reason: string): PlayheadError {
  return new PlayheadError("BAD_RECORD", `The record's value does not fit the processor: ${reason}`, {
    remedy:
      "read a topic whose records have the fields that the processor needs, or name another field to read",
  });
}
