import type { LogRecord } from "../kafka/log";
import { HEADER } from "../processor/headers";

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

/** Collects outputs until they are written; of each key in a run only the last one counts. */
export class PendingResults {
  private readonly rows = new Map<string, ResultRow>();
  /** Outputs taken, more than the rows that are left of them. */
  outputs = 0;

  /** Records that no run of ours wrote, or without a value, are not results. */
  add({ key, value, timestamp, headers }: LogRecord): void {
    const runId = headers[HEADER.run];
    if (runId === undefined || value === null) return;
    const row = {
      runId,
      key: key?.toString() ?? "",
      value: value.toString(),
      eventTime: timestamp,
      source: headers[HEADER.source] ?? "",
    };
    this.rows.set(JSON.stringify([runId, row.key]), row);
    this.outputs++;
  }

  all(): ResultRow[] {
    return [...this.rows.values()];
  }
}
