import { PlayheadError } from "../../errors";

export interface Place {
  topic: string;
  partition: number;
}

/** The error for bytes that are no record batch, or not the one that was written. */
export function badBatch(
  { topic, partition }: Place,
  offset: number,
  what: string,
  cause?: unknown,
): PlayheadError {
  return new PlayheadError(
    "BAD_BATCH",
    `The records at offset ${offset} of ${topic} partition ${partition} can't be read: ${what}`,
    {
      remedy: "check the log with `kafka-dump-log --deep-iteration`, or read on behind it",
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
