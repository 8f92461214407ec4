import { RecordBatchWriter } from "./record-batch/encode";

/** Enough for what a few partitions have under way; each takes about a megabyte. */
const MOST = 32;

/**
 * The memory of batches that have been sent, to be written into again. A batch grows to a megabyte, and new memory of
 * that size has to be zeroed by the system, grown into, and collected as garbage.
 */
const spare: RecordBatchWriter[] = [];

export function takeWriter(): RecordBatchWriter {
  return spare.pop() ?? new RecordBatchWriter();
}

/** Only for a batch that nobody reads any more: its answer has come. */
export function giveBack(writer: RecordBatchWriter): void {
  if (spare.length === MOST) return;
  writer.clear();
  spare.push(writer);
}
