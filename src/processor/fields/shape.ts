import type { AnyFields, AnyFieldType } from "../processor";

/** The value of a declared field. */
export type FieldValue = string | number | boolean | null;

/** A declared type without its question mark, and whether it has one. */
export interface DeclaredType {
  type: "string" | "number" | "boolean";
  orNull: boolean;
}

export function declaredType(type: AnyFieldType): DeclaredType {
  const orNull = type.endsWith("?");
  return { type: (orNull ? type.slice(0, -1) : type) as DeclaredType["type"], orNull };
}

/** An object of just the declared fields. */
export type FieldsObject = Record<string, FieldValue>;

/** One for each JSON type; a field that may be null is so until its value is met. The number has a fraction, so that V8 lays the field out for any number from the start. */
const EXAMPLES = { string: "", number: 0.5, boolean: false } as const;

/**
 * An object to copy: its copies have the declared fields in the declared order and one hidden class, which a step's
 * code can rely on. As text it is made by JSON.parse, which lays objects out tightly and takes any name for a field's.
 */
export function exampleOf(fields: AnyFields): FieldsObject {
  const members = Object.entries(fields).map(([name, declared]) => {
    const { type, orNull } = declaredType(declared);
    return `${JSON.stringify(name)}:${JSON.stringify(orNull ? null : EXAMPLES[type])}`;
  });
  return JSON.parse(`{${members.join(",")}}`) as FieldsObject;
}
