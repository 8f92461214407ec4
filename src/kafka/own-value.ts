import { PlayheadError } from "../errors";

/** Where a record stands. */
export interface LogPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/**
 * The value of a record that only this program writes. It is always JSON: another one comes from somebody else.
 *
 * @throws PlayheadError FOREIGN_RECORD
 * @example
 * ownValue<{ distance: number }>({ topic: "calculated-distance", partition: 0, offset: 7 }, '{"distance":1.2}').distance; // 1.2
 */
export function ownValue<Value>(at: LogPlace, text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch (error) {
    const { topic, partition, offset } = at;
    throw new PlayheadError(
      "FOREIGN_RECORD",
      `The record at offset ${offset} of ${topic} partition ${partition} is none of ours, as it is no JSON: ${(error as Error).message}`,
      {
        remedy:
          "find out who else writes to the topic, and take that right away; docs/database.md says how to get past the record",
        cause: error,
      },
    );
  }
}
