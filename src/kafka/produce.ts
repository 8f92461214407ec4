import type { Broker } from "kafkajs/src/cluster/index.js";
import Decoder from "kafkajs/src/protocol/decoder.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import { createErrorFromCode } from "kafkajs/src/protocol/error.js";
import { needing } from "./rights";

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

/**
 * Appends a record batch to a partition: Kafka's Produce request, version 7, for one partition, answered when all
 * replicas in sync have it. https://kafka.apache.org/protocol#The_Messages_Produce
 *
 * It is put into kafkajs's queue of requests by ourselves: kafkajs would copy the batch three times on its way to the
 * socket.
 *
 * @returns the offset of the batch's first record
 * @throws what kafkajs throws, e.g. of type NOT_LEADER_FOR_PARTITION
 */
export function produceBatch(broker: Broker, request: ProduceRequest): Promise<number> {
  const { topic, transactionalId } = request;
  return needing(NEEDS, { topics: [topic], transactionalId }, send(broker, request));
}

const NEEDS = { topic: "Write", "transactional-id": "Write" } as const;

async function send(broker: Broker, request: ProduceRequest): Promise<number> {
  const connection = await broker.connectionPool.getConnection();
  if (!connection.isAuthenticated()) await connection.authenticate();
  const correlationId = connection.nextCorrelationId();
  const { payload } = await new Promise<{ payload: Buffer }>((resolve, reject) => {
    connection.requestQueue.push({
      entry: { ...API, correlationId, resolve, reject },
      expectResponse: true,
      requestTimeout: null,
      sendRequest: () => {
        const { socket } = connection;
        socket.cork();
        socket.write(encodeUpToBatch(request, correlationId, connection.clientId));
        socket.write(request.batch);
        socket.uncork();
      },
    });
  });
  return decodeResponse(new Decoder(payload));
}

/** The request but for the batch itself, with which it ends. */
export function encodeUpToBatch(
  { topic, partition, batch, transactionalId }: ProduceRequest,
  correlationId: number,
  clientId: string,
): Buffer {
  const { buffer: header } = new Encoder()
    .writeInt16(API.apiKey)
    .writeInt16(API.apiVersion)
    .writeInt32(correlationId)
    .writeString(clientId)
    .writeString(transactionalId)
    .writeInt16(ALL_IN_SYNC)
    .writeInt32(TIMEOUT)
    .writeInt32(1) // topics
    .writeString(topic)
    .writeInt32(1) // partitions
    .writeInt32(partition)
    .writeInt32(batch.length);
  const length = Buffer.alloc(4);
  length.writeInt32BE(header.length + batch.length);
  return Buffer.concat([length, header]);
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
