import { defineProcessor, type InputRecord, type Processor, type StepResult } from "../processor";
import type { DistanceOutput } from "./cumulative-distance";
import type { FieldOf } from "./field-of";
import { fieldName } from "./options";
import { requireField } from "./require-field";

/** The total before, and how much of it came while time went back. */
export interface StepsBackState {
  total: number;
  removed: number;
  /** Event time of the record before, ms since 1970 UTC; absent before the first one. */
  timestamp?: number;
}

export interface WithoutStepsBackOptions<Value> {
  /** The field that holds a total which grows from record to record: a number. */
  field: FieldOf<Value>;
}

type StepsBackParameters<Value> = { field: FieldOf<Value> };

/**
 * Takes out of a running total what it has grown by at records with an earlier event time than the record before: the
 * way from a track's last point back to its first, where the track came twice. One output per record.
 *
 * Times that are equal are no step back. So it can't tell the way back of a track whose points all have the same time,
 * as they may have where times are rounded.
 *
 * @throws PlayheadError BAD_OPTION without the name of a field
 * @example
 * pipe(cumulativeDistance({ unit: "km" }), withoutStepsBack({ field: "distance" }))
 */
export function withoutStepsBack<Value extends object = DistanceOutput>(
  options: WithoutStepsBackOptions<Value>,
): Processor<StepsBackState, Value, Value> {
  const field = fieldName("field", options.field);
  return defineProcessor<StepsBackState, Value, Value, StepsBackParameters<Value>>({
    name: "without-steps-back",
    parameters: { field },
    initialState: { total: 0, removed: 0 },
    parse: (json) => {
      requireField(json, field, "number");
      return json as Value;
    },
    step,
  });
}

function step<Value extends object>(
  before: StepsBackState,
  { value, timestamp }: InputRecord<Value>,
  { field }: StepsBackParameters<Value>,
): StepResult<StepsBackState, Value> {
  const total = value[field] as number;
  const back = before.timestamp !== undefined && timestamp < before.timestamp;
  const removed = before.removed + (back ? total - before.total : 0);
  return [
    { total, removed, timestamp },
    { ...value, [field]: total - removed },
  ];
}
