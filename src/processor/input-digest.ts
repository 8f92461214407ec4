import { crc32c } from "../kafka/record-batch/crc32c";
import { NO_TIME } from "../tracks/no-time";
import type { FetchedRecord } from "../kafka/record-batch/log-record";

/** Where a batch begins, and when: what its records' own offsets and timestamps count from. */
const ORIGIN = Buffer.alloc(16);

/** What is known of the records that a run has taken from one partition. */
export interface TakenInput {
  /** CRC-32C of their bytes; undefined where an earlier version took some of them and kept none. */
  inputDigest?: number;
  /** The earliest and the latest of their event times, ms since 1970 UTC. */
  firstTime?: number;
  lastTime?: number;
}

/**
 * Keeps account of the records that a run takes from one partition: a running CRC-32C of their bytes as they stand in
 * the log (unpacked, where they are compressed), and their event times. Fetches and commits leave no trace in it: two
 * runs over the same offsets of a log come to the same digest, be they stopped and gone on with anywhere.
 *
 * A batch's own offset and timestamp are taken with its first record, and with the first record of the run. Records of
 * one batch lie side by side, so that it is a call for each batch, or part of one, and not for each record.
 */
export class TakenRecords {
  private digest: number | undefined;
  private first: number;
  private last: number;

  /**
   * @param before what was taken earlier in the run
   * @param count how many records that was
   */
  constructor(
    before: TakenInput,
    private count: number,
  ) {
    this.digest = count === 0 ? 0 : before.inputDigest;
    this.first = before.firstTime ?? Infinity;
    this.last = before.lastTime ?? -Infinity;
  }

  /** Takes `records[from]` to the one before `records[until]`, which follow those that were taken before. */
  take(records: readonly FetchedRecord[], from: number, until: number): void {
    for (let begin = from; begin < until;) {
      const { batch } = records[begin] as FetchedRecord;
      let end = begin;
      while (end < until && (records[end] as FetchedRecord).batch === batch) {
        const { timestamp } = records[end++] as FetchedRecord;
        if (timestamp === NO_TIME) continue;
        if (timestamp < this.first) this.first = timestamp;
        if (timestamp > this.last) this.last = timestamp;
      }
      this.digestPart(records[begin] as FetchedRecord, records[end - 1] as FetchedRecord);
      this.count += end - begin;
      begin = end;
    }
  }

  private digestPart(first: FetchedRecord, last: FetchedRecord): void {
    if (this.digest === undefined) return;
    const { batch, bytes, start } = first;
    if (start === batch.start || this.count === 0) {
      ORIGIN.writeBigInt64BE(BigInt(batch.firstOffset), 0);
      ORIGIN.writeBigInt64BE(BigInt(batch.appendTime ?? batch.baseTimestamp), 8);
      this.digest = crc32c(ORIGIN, this.digest);
    }
    this.digest = crc32c(bytes.subarray(start, last.end), this.digest);
  }

  /** What has been taken so far. */
  get taken(): TakenInput {
    const { digest, first, last } = this;
    return {
      ...(digest === undefined ? {} : { inputDigest: digest }),
      ...(first === Infinity ? {} : { firstTime: first, lastTime: last }),
    };
  }
}
