import type { Broker } from "kafkajs/src/cluster/index.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import type { Connection } from "../../../src/kafka/connection";

/** Produce and Fetch requests with the bytes of record batches as they are: https://kafka.apache.org/protocol */

const PRODUCE = { apiKey: 0, apiVersion: 7, apiName: "Produce" };
const FETCH = { apiKey: 1, apiVersion: 4, apiName: "Fetch" };
const ALL = 16 * 1024 * 1024;

/** Appends a batch to partition 0; returns Kafka's error code. */
export function produceBytes(connection: Connection, topic: string, batch: Buffer): Promise<number> {
  const body = Buffer.concat([
    int16(-1), // no transactional id
    int16(-1), // acknowledged by all
    int32(10_000),
    int32(1),
    text(topic),
    int32(1),
    int32(0),
    int32(batch.length),
    batch,
  ]);
  const errorCode = 4 + 2 + Buffer.byteLength(topic) + 4 + 4;
  return connection.leaders.ask(topic, 0, (broker) =>
    send(broker, PRODUCE, body, (answer) => answer.readInt16BE(errorCode)),
  );
}

/** The record batches of partition 0 from its beginning, as the broker keeps them. */
export function fetchBytes(connection: Connection, topic: string): Promise<Buffer> {
  const body = Buffer.concat([
    int32(-1),
    int32(0),
    int32(1),
    int32(ALL),
    Buffer.from([0]), // read uncommitted
    int32(1),
    text(topic),
    int32(1),
    int32(0),
    Buffer.alloc(8), // from offset 0
    int32(ALL),
  ]);
  // Throttle time, topics, name, partitions, partition, error, high watermark, last stable offset.
  const aborted = 4 + 4 + 2 + Buffer.byteLength(topic) + 4 + 4 + 2 + 8 + 8;
  return connection.leaders.ask(topic, 0, (broker) =>
    send(broker, FETCH, body, (answer) => {
      const length = aborted + 4 + 16 * Math.max(answer.readInt32BE(aborted), 0);
      return answer.subarray(length + 4, length + 4 + answer.readInt32BE(length));
    }),
  );
}

function send<Answer>(
  broker: Broker,
  api: typeof PRODUCE,
  body: Buffer,
  parse: (answer: Buffer) => Answer,
): Promise<Answer> {
  return broker.connectionPool.send<Buffer, Answer>({
    request: { ...api, encode: () => Promise.resolve(new Encoder().writeBuffer(body)) },
    response: { decode: (data) => Promise.resolve(data), parse: (data) => Promise.resolve(parse(data)) },
  });
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.concat([int16(Buffer.byteLength(value)), Buffer.from(value)]);
}
