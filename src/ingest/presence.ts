import type { Connection } from "../kafka/connection";
import { readLog } from "../kafka/log";
import type { PartitionOffsets } from "../kafka/offsets";
import type { LedgerEntry } from "./ledger";

/** Headers of every ingested record: the file's digest, the copy, and the row's number. */
export const HEADER = { digest: "file-digest", copy: "file-copy", row: "file-row" } as const;

/**
 * How far an interrupted ingest came: the highest row of the file in each partition. Rows are appended in order, so
 * every row up to it whose key belongs to the partition is there.
 */
export async function rowsPresent(
  connection: Connection,
  entry: LedgerEntry,
  ends: PartitionOffsets,
): Promise<Map<number, number>> {
  const highest = new Map<number, number>();
  for (const [partition, until] of ends) {
    const from = entry.startOffsets[partition] ?? 0;
    for await (const { records } of readLog(connection, { topic: entry.topic, partition, from, until })) {
      for (const { headers } of records) {
        const sameFile =
          headers[HEADER.digest] === entry.digest && headers[HEADER.copy] === String(entry.copy);
        if (sameFile) highest.set(partition, Number(headers[HEADER.row]));
      }
    }
  }
  return highest;
}
