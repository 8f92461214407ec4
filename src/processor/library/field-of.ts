/**
 * The names of a value's fields, for an option that is to name one of them. The detour over a tuple keeps the compiler
 * from making up the value's type from the name alone, where it is to be the default.
 */
export type FieldOf<Value> = keyof [Value][Value extends unknown ? 0 : never] & string;
