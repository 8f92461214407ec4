import { createRequire } from "node:module";
import type { Parts } from "./arbitrary";

/** kafkajs's own encoder and decoder of record batches: what ours is compared with. */

interface Encoder {
  buffer: Buffer;
}

const load = createRequire(import.meta.url);
const { RecordBatch } = load("kafkajs/src/protocol/recordBatch/v0") as {
  RecordBatch: (batch: Record<string, unknown>) => Promise<Encoder>;
};
const Record = load("kafkajs/src/protocol/recordBatch/record/v0") as (
  record: Record<string, unknown>,
) => Encoder;
const Decoder = load("kafkajs/src/protocol/decoder") as new (bytes: Buffer) => object;
const decodeBatch = load("kafkajs/src/protocol/recordBatch/v0/decoder") as (decoder: object) => Promise<{
  records: { offset: string; timestamp: string; key: Buffer | null; value: Buffer | null }[];
}>;

export interface BatchOptions {
  firstOffset?: number;
  producerId?: bigint;
  producerEpoch?: number;
  baseSequence?: number;
  transactional?: boolean;
  /** 0 none, 1 gzip: what kafkajs can do by itself. */
  compression?: number;
}

/** A record batch as kafkajs encodes it; like ours it begins at the first record's timestamp. */
export async function encodeByKafkajs(
  records: readonly Parts[],
  options: BatchOptions = {},
): Promise<Buffer> {
  const times = records.map(({ timestamp }) => timestamp);
  const firstTimestamp = times[0] ?? 0;
  const { buffer } = await RecordBatch({
    firstOffset: options.firstOffset ?? 0,
    partitionLeaderEpoch: -1,
    firstTimestamp,
    maxTimestamp: Math.max(...times),
    producerId: options.producerId ?? -1n,
    producerEpoch: options.producerEpoch ?? -1,
    firstSequence: options.baseSequence ?? -1,
    transactional: options.transactional ?? false,
    compression: options.compression ?? 0,
    lastOffsetDelta: records.length - 1,
    records: records.map(({ key, value, timestamp, headers }, offsetDelta) =>
      Record({ offsetDelta, timestampDelta: timestamp - firstTimestamp, key, value, headers }),
    ),
  });
  return buffer;
}

/** The records of one batch as kafkajs decodes it. */
export async function decodeByKafkajs(
  bytes: Buffer,
): Promise<{ offset: number; timestamp: number; key: Buffer | null; value: Buffer | null }[]> {
  const { records } = await decodeBatch(new Decoder(bytes));
  return records.map(({ offset, timestamp, key, value }) => ({
    offset: Number(offset),
    timestamp: Number(timestamp),
    key,
    value,
  }));
}
