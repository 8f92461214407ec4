import type { Broker } from "kafkajs/src/cluster/index.js";
import Decoder from "kafkajs/src/protocol/decoder.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import { createErrorFromCode } from "kafkajs/src/protocol/error.js";

export interface ProduceRequest {
  topic: string;
  partition: number;
  /** One record batch, finished: its CRC and the producer's id and sequence are in it. */
  batch: Buffer;
  /** The transaction that it belongs to; null outside of one. */
  transactionalId: string | null;
}

const API = { apiKey: 0, apiVersion: 7, apiName: "Produce" } as const;
const ALL_IN_SYNC = -1;
/** How long the leader waits for its followers, ms. */
const TIMEOUT = 10_000;
/** What the request takes besides the batch, with room for the longest names. */
const OVERHEAD = 1024;

/**
 * Appends a record batch to a partition: Kafka's Produce request, version 7, for one partition, answered when all
 * replicas in sync have it. https://kafka.apache.org/protocol#The_Messages_Produce
 *
 * @returns the offset of the batch's first record
 * @throws what kafkajs throws, e.g. of type NOT_LEADER_FOR_PARTITION
 */
export function produceBatch(broker: Broker, request: ProduceRequest): Promise<number> {
  return broker.connectionPool.send({
    request: { ...API, encode: () => Promise.resolve(encodeRequest(request)) },
    response: {
      decode: (data) => Promise.resolve(decodeResponse(new Decoder(data))),
      parse: (baseOffset) => Promise.resolve(baseOffset),
    },
  });
}

function encodeRequest({ topic, partition, batch, transactionalId }: ProduceRequest): Encoder {
  return new Encoder(batch.length + OVERHEAD)
    .writeString(transactionalId)
    .writeInt16(ALL_IN_SYNC)
    .writeInt32(TIMEOUT)
    .writeInt32(1) // topics
    .writeString(topic)
    .writeInt32(1) // partitions
    .writeInt32(partition)
    .writeInt32(batch.length)
    .writeBuffer(batch);
}

function decodeResponse(decoder: Decoder): number {
  const [partitions = []] = decoder.readArray(() => {
    decoder.readString(); // topic
    return decoder.readArray(() => {
      decoder.readInt32(); // partition
      const error = decoder.readInt16();
      const baseOffset = Number(decoder.readInt64().toString());
      decoder.readInt64(); // time of appending
      decoder.readInt64(); // where the log starts
      return { error, baseOffset };
    });
  });
  const [{ error, baseOffset } = { error: UNKNOWN_SERVER_ERROR, baseOffset: -1 }] = partitions;
  if (error !== 0) throw createErrorFromCode(error);
  return baseOffset;
}

const UNKNOWN_SERVER_ERROR = -1;
