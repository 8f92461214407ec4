import { PlayheadError } from "../errors";

/** Where a playhead is to go, under the names of Kafka's own `kafka-consumer-groups --reset-offsets`. */
export type Target = { kind: "earliest" } | { kind: "offset"; offset: number };

/** The first offset that the log still has. */
export function earliest(): Target {
  return { kind: "earliest" };
}

/**
 * A given offset.
 *
 * @throws PlayheadError BAD_OPTION where it is not a whole number of at least 0
 * @example
 * await workbook.rewind("distance_calculator", toOffset(166));
 */
export function toOffset(offset: number): Target {
  if (!Number.isSafeInteger(offset) || offset < 0) {
    throw new PlayheadError("BAD_OPTION", `${offset} is not an offset`, {
      remedy: "give a whole number, 0 or more",
    });
  }
  return { kind: "offset", offset };
}

/** The option of Kafka's own tool that says the same. */
export function kafkaOption(target: Target): string {
  return target.kind === "earliest" ? "--to-earliest" : `--to-offset ${target.offset}`;
}
