import { DateTime } from "luxon";
import { PlayheadError } from "../errors";
import { parseDuration } from "./duration";
import { OFFSETS_FILE } from "./kafka-tool";
import { parseOffsetsFile, readOffsetsFile, type OffsetsRow } from "./offsets-file";

/** Where a playhead is to go, under the names of Kafka's own `kafka-consumer-groups --reset-offsets`. */
export type Target =
  | { kind: "earliest" }
  | { kind: "latest" }
  | { kind: "current" }
  | { kind: "offset"; offset: number }
  | { kind: "shift"; by: number }
  /** `time` in ms since 1970 UTC. */
  | { kind: "datetime"; time: number }
  /** As it was written, and in ms. */
  | { kind: "duration"; duration: string; milliseconds: number }
  | { kind: "file"; rows: readonly OffsetsRow[] };

/** The first offset that the log still has: `--to-earliest`. */
export function earliest(): Target {
  return { kind: "earliest" };
}

/** The log's end: what is there now is not read. `--to-latest` */
export function latest(): Target {
  return { kind: "latest" };
}

/** Where the playhead is; the log's end on a partition that has none: `--to-current`. Nothing moves that has a place. */
export function current(): Target {
  return { kind: "current" };
}

/**
 * A given offset, on every partition: `--to-offset`.
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

/**
 * So many offsets on from the playhead, back where it is negative: `--shift-by`.
 *
 * @throws PlayheadError BAD_OPTION where it is not a whole number
 * @example
 * await workbook.rewind("distance_calculator", shiftBy(-100));
 */
export function shiftBy(by: number): Target {
  if (!Number.isSafeInteger(by)) {
    throw new PlayheadError("BAD_OPTION", `${by} is not a number of offsets`, {
      remedy: "give a whole number, negative to go back",
    });
  }
  return { kind: "shift", by };
}

/**
 * The first record whose event time is then or later; the log's end on a partition without one: `--to-datetime`.
 *
 * @param time a Date, or text as in ISO 8601 with its zone: without one it could only be guessed
 * @throws PlayheadError BAD_OPTION where it is none, names no zone, is before 1970 or in the future
 * @example
 * await workbook.rewind("distance_calculator", toDatetime("2014-10-01T00:00:00Z"));
 */
export function toDatetime(time: Date | string): Target {
  const moment = typeof time === "string" ? parseDatetime(time) : time.getTime();
  if (Number.isNaN(moment)) throw badTime(String(time), "is no time", AS_ISO);
  if (moment < 0) throw badTime(iso(moment), "is before 1970, where Kafka's timestamps begin", AS_ISO);
  if (moment > Date.now()) {
    throw badTime(iso(moment), "is in the future: no record is due yet", "--to-latest goes to the log's end");
  }
  return { kind: "datetime", time: moment };
}

const AS_ISO = "give it as ISO 8601 with its zone: 2023-03-09T12:00:00Z or …+01:00";
const ZONED = /T.*(?:Z|[+-]\d{2}(?::?\d{2})?)$/i;

function parseDatetime(text: string): number {
  const time = DateTime.fromISO(text);
  if (time.isValid && !ZONED.test(text)) {
    throw badTime(text, "names no zone, so that it could mean any of some 40 moments", AS_ISO);
  }
  return time.toMillis();
}

function badTime(text: string, problem: string, remedy: string): PlayheadError {
  return new PlayheadError("BAD_OPTION", `The time ${text} ${problem}`, { remedy });
}

/**
 * The first record whose event time is at most so long ago: `--by-duration`.
 *
 * @param duration as Kafka's tool takes it: days, hours, minutes, seconds
 * @throws PlayheadError BAD_OPTION
 * @example
 * await workbook.rewind("distance_calculator", byDuration("P1DT2H"));
 */
export function byDuration(duration: string): Target {
  return { kind: "duration", duration, milliseconds: parseDuration(duration) };
}

/**
 * For each partition the offset that a file says, as `--export` prints it and `--from-file` of Kafka's own tool reads
 * it: lines of `topic,partition,offset`. Partitions that it does not name stay where they are.
 *
 * @throws PlayheadError FILE_NOT_FOUND, FILE_NOT_READABLE, BAD_OFFSETS_FILE
 */
export function fromFile(file: string): Target {
  return { kind: "file", rows: readOffsetsFile(file) };
}

/**
 * The same, of the text itself.
 *
 * @throws PlayheadError BAD_OFFSETS_FILE
 * @example
 * await workbook.rewind("distance_calculator", fromCsv("raw-trackpoints,0,166"));
 */
export function fromCsv(text: string): Target {
  return { kind: "file", rows: parseOffsetsFile(text) };
}

/** Whether the target is told from where the playhead is, so that there has to be one. */
export function isRelative({ kind }: Target): boolean {
  return kind === "current" || kind === "shift";
}

/** The moment that a target names, ms since 1970 UTC; undefined where it names none. */
export function timeOf(target: Target, now: number): number | undefined {
  if (target.kind === "datetime") return target.time;
  // Kafka takes negative times for something else.
  return target.kind === "duration" ? Math.max(now - target.milliseconds, 0) : undefined;
}

/** The option of Kafka's own tool that says the same. */
export function kafkaOption(target: Target): string[] {
  switch (target.kind) {
    case "offset":
      return ["--to-offset", String(target.offset)];
    case "shift":
      return ["--shift-by", String(target.by)];
    case "datetime":
      return ["--to-datetime", iso(target.time)];
    case "duration":
      return ["--by-duration", target.duration];
    case "file":
      return ["--from-file", OFFSETS_FILE];
    case "earliest":
    case "latest":
    case "current":
      return [`--to-${target.kind}`];
  }
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
