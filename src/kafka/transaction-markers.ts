import type { AbortedTransaction } from "./fetch";
import type { DecodedBatch } from "./record-batch/decode";
import type { LogRecord } from "./record-batch/log-record";

type BatchHeader = Pick<DecodedBatch, "lastOffset" | "control" | "transactional" | "producerId">;

/**
 * Of batches fetched with isolation level READ_COMMITTED, those that were not aborted; the markers are dropped too.
 * The broker's answer names the aborted transactions: each goes from its first offset to its producer's next marker.
 * (kafkajs's own filter overlooks one of two that began before the first record fetched.)
 */
export function withoutAborted<Batch extends BatchHeader>(
  batches: readonly Batch[],
  abortedTransactions: readonly AbortedTransaction[],
): Batch[] {
  const upcoming = [...abortedTransactions].sort((a, b) => b.firstOffset - a.firstOffset);
  const aborted = new Set<bigint>();
  return batches.filter(({ lastOffset, control, transactional, producerId }) => {
    while ((upcoming.at(-1)?.firstOffset ?? Infinity) <= lastOffset) {
      const begun = upcoming.pop();
      if (begun !== undefined) aborted.add(begun.producerId);
    }
    if (control) aborted.delete(producerId);
    return !control && !(transactional && aborted.has(producerId));
  });
}

/**
 * Of batches fetched with isolation level READ_UNCOMMITTED, the records that are committed. Unlike a committed reader
 * it gets past the open transaction of another producer, which may have died.
 */
export class CommittedRecords {
  private readonly open = new Map<bigint, LogRecord[]>();
  private committed: LogRecord[] = [];

  add({ producerId, control, commit, transactional, records }: DecodedBatch): void {
    if (control) {
      if (commit === true) this.committed.push(...(this.open.get(producerId) ?? []));
      this.open.delete(producerId);
    } else if (transactional) {
      this.open.set(producerId, [...(this.open.get(producerId) ?? []), ...records]);
    } else {
      this.committed.push(...records);
    }
  }

  /** What is known to be committed and was not taken yet, in the order of the log. */
  take(): LogRecord[] {
    const { committed } = this;
    this.committed = [];
    return committed.sort((a, b) => a.offset - b.offset);
  }
}
