import { PlayheadError } from "../errors";

/** States nest less deep; one that contains itself nests without an end. */
const DEEPEST = 100;

/**
 * Makes sure that a state comes back from the changelog as it was. JSON knows text, finite numbers, true, false, null,
 * lists and plain objects; a Map would come back empty and NaN as null, at the next restart, without a word.
 *
 * @throws PlayheadError STATE_NOT_JSON naming what is in it
 */
export function requireJsonState(processor: string, state: unknown): void {
  const problem = state === undefined ? undefined : problemIn(state, "the state", DEEPEST);
  if (problem === undefined) return;
  throw new PlayheadError(
    "STATE_NOT_JSON",
    `${processor} can't keep its state: ${problem}, which would not come back from the changelog as it was`,
    {
      remedy:
        "keep plain objects, lists, texts, finite numbers, true, false and null: entries of a Map as an object, a Date as its milliseconds",
    },
  );
}

function problemIn(value: unknown, place: string, depth: number): string | undefined {
  if (depth === 0) return `${place} is nested without an end`;
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : `${place} is ${value}`;
    case "object":
      return value === null ? undefined : problemInObject(value, place, depth - 1);
    case "undefined":
      return `${place} is undefined`;
    case "bigint":
    case "function":
    case "symbol":
      return `${place} is a ${typeof value}`;
  }
}

function problemInObject(value: object, place: string, depth: number): string | undefined {
  if (Array.isArray(value)) {
    return firstOf(value.map((item, i) => () => problemIn(item, `${place}[${i}]`, depth)));
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `${place} is a ${value.constructor.name}`;
  // A field that is undefined is as good as none.
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return firstOf(
    fields.map(
      ([name, field]) =>
        () =>
          problemIn(field, `${place}.${name}`, depth),
    ),
  );
}

function firstOf(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const problem = check();
    if (problem !== undefined) return problem;
  }
  return undefined;
}
