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
  private readonly runs = new Map<string, Map<string, LogRecord>>();
  /** Outputs taken, more than the rows that are left of them. */
  outputs = 0;
  /** Bytes of their keys and values. */
  text = 0;

  /** Records that no run of ours wrote, or without a value, are not results. */
  add(record: LogRecord): void {
    const runId = record.headers[HEADER.run];
    if (runId === undefined || record.value === null) return;
    let keys = this.runs.get(runId);
    if (keys === undefined) this.runs.set(runId, (keys = new Map<string, LogRecord>()));
    keys.set(record.key?.toString() ?? "", record);
    this.outputs++;
    this.text += record.value.length + (record.key?.length ?? 0);
  }

  /** Only now are values decoded: of many outputs of a key, one. */
  all(): ResultRow[] {
    const rows: ResultRow[] = [];
    for (const [runId, keys] of this.runs) {
      for (const [key, { value, timestamp, headers }] of keys) {
        const source = headers[HEADER.source] ?? "";
        rows.push({ runId, key, value: value?.toString() ?? "", eventTime: timestamp, source });
      }
    }
    return rows;
  }
}
