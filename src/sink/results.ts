import type { FetchedRecord } from "../kafka/record-batch/log-record";
import { HEADER } from "../processor/headers";
import { storableJson, storableText } from "./storable";

const RUN = Buffer.from(HEADER.run);
const SOURCE = Buffer.from(HEADER.source);

/** One row to be kept: the last output of a key in a run. */
export interface ResultRow {
  runId: string;
  key: string;
  /** JSON text. */
  value: string;
  /** ms since 1970 UTC. */
  eventTime: number;
  /** `partition:offset` of the source record. */
  source: string;
}

/** The last outputs of one run: a column each, and where in them each key is. */
class RunResults {
  private readonly index = new Map<string, number>();
  private readonly values: string[] = [];
  private readonly eventTimes: number[] = [];
  private readonly sources: string[] = [];

  set(key: string, value: string, eventTime: number, source: string): void {
    let at = this.index.get(key);
    if (at === undefined) this.index.set(key, (at = this.values.length));
    this.values[at] = value;
    this.eventTimes[at] = eventTime;
    this.sources[at] = source;
  }

  *rows(runId: string): Generator<ResultRow> {
    for (const [key, at] of this.index) {
      const [value, eventTime, source] = [this.values[at], this.eventTimes[at], this.sources[at]];
      yield { runId, key, value: value as string, eventTime: eventTime as number, source: source as string };
    }
  }
}

/**
 * Collects outputs until they are written; of each key in a run only the last one counts. In columns of texts and
 * numbers: a hundred thousand records kept for a second, with all that hangs on them, are a third of the time in
 * garbage collection.
 */
export class PendingResults implements Iterable<ResultRow> {
  private readonly runs = new Map<string, RunResults>();
  /** Outputs taken, more than the rows that are left of them. */
  outputs = 0;
  /** Characters of their keys and values. */
  text = 0;

  /** Records that no run of ours wrote, or without a value, are not results. */
  add(record: FetchedRecord): void {
    const { keyText, valueText, timestamp } = record;
    const runId = record.headerText(RUN);
    if (runId === undefined || valueText === null) return;
    let run = this.runs.get(runId);
    if (run === undefined) this.runs.set(runId, (run = new RunResults()));
    run.set(storableText(keyText ?? ""), storableJson(valueText), timestamp, record.headerText(SOURCE) ?? "");
    this.outputs++;
    this.text += valueText.length + (keyText?.length ?? 0);
  }

  /** The rows, run by run; again from the first one each time. */
  *[Symbol.iterator](): Generator<ResultRow> {
    for (const [runId, run] of this.runs) yield* run.rows(runId);
  }
}
