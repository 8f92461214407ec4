import type { TrackPoint } from "../../tracks/track-point";
import { requireField } from "./require-field";
import { defineProcessor, type InputRecord, type Processor, type StepResult } from "../processor";
import type { FieldOf } from "./field-of";
import { fieldName, positiveCount } from "./options";

/** The ids that are remembered, the oldest first. */
export type SeenIds = readonly (string | number)[];

export interface DeduplicateOptions<Value> {
  /** The field that holds the id: text or a number. `1` and `"1"` are two ids. */
  field: FieldOf<Value>;
  /** How many different ids are remembered of each key, the latest ones; default 1000. */
  remember?: number;
}

const REMEMBER = 1000;

type DeduplicateParameters<Value> = { field: FieldOf<Value>; remember: number };

/**
 * Drops a record whose id was seen before under the same key; lets all others through as they are. The first of a
 * pair is the one that stays, in the order of the log.
 *
 * The state holds the last `remember` ids of each key, and the work for a record grows with that: a repetition after
 * more than `remember` other ids is not noticed. A repetition does not make an id younger.
 *
 * @throws PlayheadError BAD_OPTION without the name of a field, or where `remember` is no whole number from 1
 * @example
 * pipe(deduplicate({ field: "id" }), cumulativeDistance({ unit: "km" }))
 */
export function deduplicate<Value extends object = TrackPoint>(
  options: DeduplicateOptions<Value>,
): Processor<SeenIds, Value, Value> {
  const field = fieldName("field", options.field);
  return defineProcessor<SeenIds, Value, Value, DeduplicateParameters<Value>>({
    name: "deduplicate",
    parameters: { field, remember: positiveCount("remember", options.remember ?? REMEMBER) },
    initialState: [],
    parse: (json) => {
      requireField(json, field, "string", "number");
      return json as Value;
    },
    step,
  });
}

function step<Value extends object>(
  seen: SeenIds,
  { value }: InputRecord<Value>,
  { field, remember }: DeduplicateParameters<Value>,
): StepResult<SeenIds, Value> {
  const id = value[field] as string | number;
  if (seen.includes(id)) return [seen];
  const next = seen.slice(seen.length < remember ? 0 : 1);
  next.push(id);
  return [next, value];
}
