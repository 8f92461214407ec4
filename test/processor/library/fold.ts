import fc from "fast-check";
import { outputsOf, type InputRecord, type Processor } from "../../../src/processor/processor";

/** A record of a test: value and event time; all are of one key. */
export interface Given<Value> {
  value: Value;
  timestamp: number;
}

/**
 * What a processor makes of records of the key "k", one list of outputs per record. Whatever it is given is frozen, so
 * that a step that changes it throws.
 */
export function fold<State, Value, Output extends object>(
  processor: Processor<State, Value, Output>,
  records: readonly Given<unknown>[],
): (readonly Output[])[] {
  let state = frozen(processor.initialState);
  return records.map((record, offset) => {
    const result = processor.step(state, frozen(input(processor, record, offset)));
    state = frozen(result[0]);
    return outputsOf(result);
  });
}

/** As {@link fold}, but the state is written down as JSON and read back after every record, as for a restart. */
export function foldRestarted<State, Value, Output extends object>(
  processor: Processor<State, Value, Output>,
  records: readonly Given<unknown>[],
): { outputs: (readonly Output[])[]; states: State[] } {
  let state = processor.initialState;
  const states: State[] = [];
  const outputs = records.map((record, offset) => {
    const result = processor.step(
      JSON.parse(JSON.stringify(state)) as State,
      input(processor, record, offset),
    );
    state = result[0];
    states.push(state);
    return outputsOf(result);
  });
  return { outputs, states };
}

function input<Value>(
  { parse }: { parse: (json: unknown) => Value },
  { value, timestamp }: Given<unknown>,
  offset: number,
): InputRecord<Value> {
  return { key: "k", value: parse(value), timestamp, topic: "t", partition: 0, offset };
}

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}

/** Points within some kilometres, often at the same places; of times that are often equal, sometimes late; ids that come again. */
export const points = fc.array(
  fc.record({
    value: fc.record(
      {
        id: fc.integer({ min: 0, max: 9 }).map(String),
        latitude: coordinate(50),
        longitude: coordinate(19.9),
        track_id: fc.constant("k"),
        time: fc.constant("9/13/2023 7:24"),
      },
      { noNullPrototype: true },
    ),
    timestamp: fc.integer({ min: 0, max: 30 }).map((step) => 1_694_589_840_000 + step * 10_000),
  }),
  { maxLength: 40 },
);

function coordinate(from: number): fc.Arbitrary<number> {
  const anywhere = fc.double({ min: from, max: from + 0.05, noNaN: true });
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(from, from + 0.0001) }, anywhere);
}

/** Places on a line to the north of 50°N 20°E, so many metres apart; 1 m is 1/111229.03 of a degree there. */
export function metresNorth(...metres: number[]): { latitude: number; longitude: number }[] {
  return metres.map((metre) => ({ latitude: 50 + metre / 111_229.03, longitude: 20 }));
}

/** Records of values at times in seconds. */
export function at<Value>(seconds: readonly number[], values: readonly Value[]): Given<Value>[] {
  return values.map((value, index) => ({ value, timestamp: (seconds[index] ?? NaN) * 1000 }));
}
