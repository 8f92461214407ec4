import type { LogBatch } from "../kafka/log";
import type { PartitionOffsets } from "../kafka/offsets";
import type { Pace } from "./pace";
import { PendingResults } from "./results";

/** What is read until it is written in one transaction; offsets as in the sink's step. */
export interface Portion {
  results: PendingResults;
  from: Map<number, number | undefined>;
  to: PartitionOffsets;
}

/**
 * Outputs on their way from the log to the sink: one portion is being written while the next is being read, and
 * never more than that.
 */
export class Flow {
  private portion = empty();
  private since = Date.now();
  private writing: Promise<boolean> = Promise.resolve(true);
  /** How far each partition has been read. */
  private readonly read: Map<number, number | undefined>;

  /**
   * @param positions where the sink stands
   * @param write writes a portion; false where the sink stood elsewhere
   */
  constructor(
    positions: PartitionOffsets,
    private readonly pace: Pace,
    private readonly write: (portion: Portion) => Promise<boolean>,
  ) {
    this.read = new Map(positions);
  }

  /** Takes what has been read of a partition. False where an earlier portion could not be written. */
  async take(
    partition: number,
    { records, nextOffset }: Pick<LogBatch, "records" | "nextOffset">,
  ): Promise<boolean> {
    const { results, from, to } = this.portion;
    if (!to.has(partition)) from.set(partition, this.read.get(partition));
    for (const record of records) results.add(record);
    to.set(partition, nextOffset);
    this.read.set(partition, nextOffset);
    return !this.pace.isDue(results, this.since) || this.handOver();
  }

  /** Writes what is left, and waits for all. False where a portion could not be written. */
  async finish(): Promise<boolean> {
    if (this.portion.to.size > 0 && !(await this.handOver())) return false;
    return this.writing;
  }

  /** Waits for the portion that is being written, whatever becomes of it: nothing goes on in the background. */
  async abandon(): Promise<void> {
    await this.writing.catch(() => undefined);
  }

  private async handOver(): Promise<boolean> {
    if (!(await this.writing)) return false;
    const { portion } = this;
    this.portion = empty();
    this.since = Date.now();
    this.writing = this.write(portion);
    // Whoever waits for it next hears of a failure.
    this.writing.catch(() => undefined);
    return true;
  }
}

function empty(): Portion {
  return { results: new PendingResults(), from: new Map(), to: new Map() };
}
