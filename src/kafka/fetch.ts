import type { Broker } from "kafkajs/src/cluster/index.js";
import Decoder from "kafkajs/src/protocol/decoder.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import { createErrorFromCode } from "kafkajs/src/protocol/error.js";
import { needing } from "./rights";

export interface FetchRequest {
  topic: string;
  partition: number;
  /** The first offset asked for. */
  offset: number;
  isolation: keyof typeof ISOLATION;
  /** At most so many bytes, but always one whole batch where there is one. */
  maxBytes: number;
}

/** What a broker has of one partition. */
export interface FetchedPartition {
  /** LOG-END-OFFSET. */
  highWatermark: number;
  /** Up to here every transaction has ended. */
  lastStableOffset: number;
  aborted: AbortedTransaction[];
  /** Record batches as they lie in the log; the last one may be cut off. */
  records: Buffer;
}

/** A transaction that was aborted, and where its first record lies. */
export interface AbortedTransaction {
  producerId: bigint;
  firstOffset: number;
}

const API = { apiKey: 1, apiVersion: 11, apiName: "Fetch" } as const;
const ISOLATION = { readUncommitted: 0, readCommitted: 1 } as const;
const CONSUMER = -1;
/** Without a fetch session (KIP-227): each request stands alone. */
const NO_SESSION = { id: 0, epoch: -1 } as const;
const UNKNOWN = -1;
const NOTHING: FetchedPartition = {
  highWatermark: -1,
  lastStableOffset: -1,
  aborted: [],
  records: Buffer.alloc(0),
};

/**
 * Asks a partition's leader for records: Kafka's Fetch request, version 11, for one partition. The records are
 * returned as bytes, which kafkajs's own request would have decoded in its slow way.
 * https://kafka.apache.org/protocol#The_Messages_Fetch
 *
 * The broker is not asked to wait for records: it answers one request of a connection after the other, so a fetch
 * that waits there would hold up all other readers.
 *
 * @throws what kafkajs throws, e.g. of type OFFSET_OUT_OF_RANGE
 */
export function fetchPartition(broker: Broker, request: FetchRequest): Promise<FetchedPartition> {
  const answer = broker.connectionPool.send({
    request: { ...API, encode: () => Promise.resolve(encodeRequest(request)) },
    response: {
      decode: (data) => Promise.resolve(decodeResponse(new Decoder(data))),
      parse: (partition) => Promise.resolve(partition),
    },
  });
  return needing({ topic: "Read" }, { topics: [request.topic] }, answer);
}

function encodeRequest({ topic, partition, offset, isolation, maxBytes }: FetchRequest): Encoder {
  return new Encoder()
    .writeInt32(CONSUMER)
    .writeInt32(0) // how long to wait, ms
    .writeInt32(1) // for how many bytes
    .writeInt32(maxBytes)
    .writeInt8(ISOLATION[isolation])
    .writeInt32(NO_SESSION.id)
    .writeInt32(NO_SESSION.epoch)
    .writeInt32(1) // topics
    .writeString(topic)
    .writeInt32(1) // partitions
    .writeInt32(partition)
    .writeInt32(UNKNOWN) // the leader's epoch
    .writeInt64(offset)
    .writeInt64(UNKNOWN) // where the log starts, which only a follower tells
    .writeInt32(maxBytes)
    .writeInt32(0) // forgotten topics
    .writeString(""); // rack
}

function decodeResponse(decoder: Decoder): FetchedPartition {
  decoder.readInt32(); // throttle time
  throwIfFailed(decoder.readInt16());
  decoder.readInt32(); // session id
  const topics = decoder.readArray(() => {
    decoder.readString(); // topic
    return decoder.readArray(() => decodePartition(decoder));
  });
  // A broker with a quota answers without any partition where a reader has used up its own.
  return topics[0]?.[0] ?? NOTHING;
}

function decodePartition(decoder: Decoder): FetchedPartition {
  decoder.readInt32(); // partition
  throwIfFailed(decoder.readInt16());
  const highWatermark = readOffset(decoder);
  const lastStableOffset = readOffset(decoder);
  readOffset(decoder); // where the log starts
  const aborted = decoder.readArray(() => ({
    producerId: BigInt(decoder.readInt64().toString()),
    firstOffset: readOffset(decoder),
  }));
  decoder.readInt32(); // preferred replica to read from
  const length = decoder.readInt32();
  const records = length > 0 ? decoder.readBytes(length) : NOTHING.records;
  return { highWatermark, lastStableOffset, aborted, records };
}

/** Kafka's offsets are 64-bit; as numbers they are exact up to 2^53. */
function readOffset(decoder: Decoder): number {
  return Number(decoder.readInt64().toString());
}

function throwIfFailed(code: number): void {
  if (code !== 0) throw createErrorFromCode(code);
}
