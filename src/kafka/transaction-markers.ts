import type { FetchedMessage, FetchedPartition } from "kafkajs/src/cluster/index.js";

/** A control record's key is two 16-bit numbers: the version, then 0 for an abort and 1 for a commit. */
const COMMIT = 1;

/**
 * Of records fetched with isolation level READ_COMMITTED, those that were not aborted; the markers are dropped too.
 * The broker's answer names the aborted transactions: each goes from its first offset to its producer's next marker.
 * (kafkajs's own filter overlooks one of two that began before the first record fetched.)
 */
export function withoutAborted({
  messages,
  abortedTransactions,
}: Pick<FetchedPartition, "messages" | "abortedTransactions">): FetchedMessage[] {
  const upcoming = (abortedTransactions ?? [])
    .map(({ producerId, firstOffset }) => ({ producerId, firstOffset: Number(firstOffset) }))
    .sort((a, b) => b.firstOffset - a.firstOffset);
  const aborted = new Set<string>();
  return messages.filter(({ offset, isControlRecord, batchContext }) => {
    while ((upcoming.at(-1)?.firstOffset ?? Infinity) <= Number(offset)) {
      aborted.add(upcoming.pop()?.producerId ?? "");
    }
    if (isControlRecord) aborted.delete(batchContext.producerId);
    return !isControlRecord && !(batchContext.inTransaction && aborted.has(batchContext.producerId));
  });
}

/**
 * Of records fetched with isolation level READ_UNCOMMITTED, those that are committed. Unlike a committed reader it
 * gets past the open transaction of another producer, which may have died.
 */
export class CommittedRecords {
  private readonly open = new Map<string, FetchedMessage[]>();
  private committed: FetchedMessage[] = [];

  add(message: FetchedMessage): void {
    const { producerId, inTransaction } = message.batchContext;
    if (message.isControlRecord) {
      if (message.key?.readInt16BE(2) === COMMIT) this.committed.push(...(this.open.get(producerId) ?? []));
      this.open.delete(producerId);
    } else if (inTransaction) {
      const records = this.open.get(producerId) ?? [];
      this.open.set(producerId, records);
      records.push(message);
    } else {
      this.committed.push(message);
    }
  }

  /** What is known to be committed and was not taken yet, in the order of the log. */
  take(): FetchedMessage[] {
    const { committed } = this;
    this.committed = [];
    return committed.sort((a, b) => Number(a.offset) - Number(b.offset));
  }
}
