import type { AnyFields } from "../processor";
import { declaredType, exampleOf, type DeclaredType, type FieldsObject, type FieldValue } from "./shape";

/**
 * Makes the function that takes the declared fields, in the declared order, out of what JSON.parse gave: the same
 * object that a {@link FieldScanner} reads from bytes, for all that this one leaves to JSON.parse.
 *
 * The function throws an Error that says in words which field is missing or has another type.
 *
 * @example
 * const pick = makeFieldPicker({ latitude: "number", longitude: "number" });
 * pick(JSON.parse('{"id":"1","latitude":50.06,"longitude":19.94}')); // { latitude: 50.06, longitude: 19.94 }
 */
export function makeFieldPicker(reads: AnyFields): (json: unknown) => FieldsObject {
  const example = exampleOf(reads);
  const fields = Object.entries(reads).map(([name, type]) => ({ name, ...declaredType(type) }));
  return (json) => {
    if (typeof json !== "object" || json === null || Array.isArray(json)) {
      throw new Error(`the value is not a JSON object but ${kindOf(json)}`);
    }
    const picked = { ...example };
    for (const { name, type, orNull } of fields) {
      const value: unknown = Object.hasOwn(json, name) ? json[name as keyof typeof json] : undefined;
      if (typeof value === type) picked[name] = value as FieldValue;
      else if (!orNull) throw new Error(wrongType(name, type, value));
    }
    return picked;
  };
}

/** What is wrong with a field, in words. */
export function wrongType(name: string, type: DeclaredType["type"], value: unknown): string {
  return `the field ${JSON.stringify(name)} must be a ${type}; it is ${kindOf(value)}`;
}

function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
