import { PlayheadError } from "../../errors";
import { isoTime, requireTime } from "../../tracks/no-time";
import { requireField } from "./require-field";
import {
  defineProcessor,
  type Fields,
  type InputRecord,
  type Processor,
  type StepResult,
} from "../processor";
import { fieldName, positiveCount, positiveNumber } from "./options";

/** The window: event time in ms and the field's number of each record in it, in the order of the log. */
export type AverageState = readonly (readonly [timestamp: number, value: number])[];

export interface AverageOutput {
  key: string;
  average: number;
  /** How many records the average is made of. */
  records: number;
  /** The latest event time in the window, ISO 8601 in UTC; null where no record in it has one. */
  time: string | null;
}

export type RollingAverageOptions<Field extends string> = {
  /** The field to average; a number in every record. */
  field: Field;
} & (
  | {
      /** The window is the last so many records of the key, in the order of the log. */
      count: number;
    }
  | {
      /** The window is the last so many milliseconds of event time. */
      overMs: number;
    }
);

type AverageParameters = { field: string; count: number } | { field: string; overMs: number };

/**
 * The mean of a field over a window that moves along with the records of a key: one output per record.
 *
 * With `count` the window is the last `count` records, this one included, whatever their times. With `overMs` it ends at
 * the latest event time T of the key so far and holds all records so far of times after T − `overMs`, up to T
 * included: records of equal times are all in it, one that comes late joins while its time is in the window, and
 * one that comes later than that is left out and has no output. A record without a time is then a bad record.
 *
 * The state holds the window's records and the mean is summed anew for each, so that it can't drift: its cost grows
 * with the number of records in a window.
 *
 * @throws PlayheadError BAD_OPTION unless there is a field and one of `count` (a whole number from 1) and `overMs`
 * @example
 * pipe(speed({ unit: "km/h" }), rollingAverage({ field: "speed", overMs: 5 * 60_000 }))
 */
export function rollingAverage<Field extends string>(
  options: RollingAverageOptions<Field>,
): Processor<AverageState, Record<Field, number>, AverageOutput> {
  const field = fieldName("field", options.field);
  return defineProcessor<AverageState, Record<Field, number>, AverageOutput, AverageParameters>({
    name: "rolling-average",
    parameters: { field, ...windowLength(options) },
    initialState: [],
    reads: { [field]: "number" } as Record<Field, "number"> as Fields<Record<Field, number>>,
    writes: { key: "string", average: "number", records: "number", time: "string?" },
    parse: (json) => {
      requireField(json, field, "number");
      return json as Record<Field, number>;
    },
    step,
  });
}

function step(
  before: AverageState,
  { key, value, timestamp }: InputRecord<Readonly<Record<string, number>>>,
  parameters: AverageParameters,
): StepResult<AverageState, AverageOutput> {
  const all: AverageState = [...before, [timestamp, value[parameters.field] as number]];
  if ("count" in parameters) return averaged(key, all.slice(-parameters.count));
  requireTime(timestamp, "an average over time");
  const start = latestTime(all) - parameters.overMs;
  return timestamp > start
    ? averaged(
        key,
        all.filter(([time]) => time > start),
      )
    : [before];
}

function averaged(key: string, window: AverageState): StepResult<AverageState, AverageOutput> {
  const sum = window.reduce((total, [, value]) => total + value, 0);
  const time = isoTime(latestTime(window));
  return [window, { key, average: sum / window.length, records: window.length, time }];
}

function latestTime(window: AverageState): number {
  return window.reduce((latest, [time]) => (time > latest ? time : latest), -Infinity);
}

function windowLength(options: { count?: number; overMs?: number }): { count: number } | { overMs: number } {
  const { count, overMs } = options;
  if ((count === undefined) === (overMs === undefined)) {
    throw new PlayheadError(
      "BAD_OPTION",
      `A rolling average has one window, by count or by time; ${count === undefined ? "neither" : "both"} is given`,
      { remedy: "give either count, a number of records, or overMs, a length of event time" },
    );
  }
  return count === undefined
    ? { overMs: positiveNumber("overMs", overMs) }
    : { count: positiveCount("count", count) };
}
