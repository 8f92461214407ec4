import { partitionOf } from "./partitioner";
import type { RecordBatchWriter } from "./record-batch/encode";
import { giveBack, takeWriter } from "./writer-pool";

export interface OutgoingRecord {
  key: Buffer | string | null;
  value: Buffer | string | null;
  /** Event time, ms since 1970 UTC. */
  timestamp: number;
  headers?: Record<string, string>;
  /** Default: the one that Kafka's own clients give the key. */
  partition?: number;
}

/** A batch this large is full: Kafka takes 1 MB, unless the topic says otherwise. */
const BATCH_BYTES = 900_000;

/** Records on their way to one topic, collected into a batch, or several, for each partition. */
export class RecordBatches {
  private readonly writers = new Map<number, RecordBatchWriter[]>();
  count = 0;
  bytes = 0;

  constructor(readonly topic: string) {}

  /** The batch to write the partition's next record into, of about so many bytes. */
  writer(partition: number, size: number): RecordBatchWriter {
    let writers = this.writers.get(partition);
    if (writers === undefined) this.writers.set(partition, (writers = []));
    let last = writers.at(-1);
    if (last === undefined || (last.count > 0 && last.size + size > BATCH_BYTES)) {
      last = takeWriter();
      writers.push(last);
    }
    this.count++;
    this.bytes += size;
    return last;
  }

  /** The partitions that records go to. */
  partitions(): number[] {
    return [...this.writers.keys()];
  }

  /** Gives the batches' memory back, once all of them have been sent and answered. */
  release(): void {
    for (const writers of this.writers.values()) writers.forEach(giveBack);
    this.writers.clear();
  }

  /** The batches of a partition, in order. */
  of(partition: number): readonly RecordBatchWriter[] {
    return this.writers.get(partition) ?? [];
  }
}

/** Bytes a record takes besides its key, value and headers, at the most. */
const RECORD_OVERHEAD = 40;

/** Up to this length counting a text's bytes costs more than a batch has room to spare. */
const SHORT = 4096;

/** About how many bytes of UTF-8 a text takes: never so much too few that a batch becomes too large for Kafka. */
export function bytesOf(text: string): number {
  return text.length <= SHORT ? text.length : Buffer.byteLength(text);
}

/** Collects records; one without key and partition goes to `spare`. */
export function toBatches(
  topic: string,
  records: readonly OutgoingRecord[],
  partitions: number,
  spare = 0,
): RecordBatches {
  const batches = new RecordBatches(topic);
  for (const record of records) {
    const partition = record.partition ?? (record.key === null ? spare : partitionOf(record.key, partitions));
    batches.writer(partition, sizeOf(record)).append(record);
  }
  return batches;
}

function sizeOf({ key, value, headers }: OutgoingRecord): number {
  let size = RECORD_OVERHEAD + Buffer.byteLength(key ?? "") + Buffer.byteLength(value ?? "");
  for (const name in headers)
    size += RECORD_OVERHEAD + Buffer.byteLength(name) + Buffer.byteLength(headers[name] ?? "");
  return size;
}
