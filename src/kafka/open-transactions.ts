import type { Broker } from "kafkajs/src/cluster/index.js";
import Decoder from "kafkajs/src/protocol/decoder.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import { createErrorFromCode } from "kafkajs/src/protocol/error.js";
import type { Connection } from "./connection";
import type { TopicPartition } from "./offset-delete";

/** A transaction that has been begun on a partition, and neither committed nor aborted. */
export interface OpenTransaction {
  producerId: number;
  /** The offset of its first record: readers of committed records get no further. */
  startOffset: number;
  /** By what its producer calls itself; undefined where the cluster does not tell us. */
  transactionalId: string | undefined;
}

const DESCRIBE_PRODUCERS = { apiKey: 61, apiVersion: 0, apiName: "DescribeProducers" } as const;
const LIST_TRANSACTIONS = { apiKey: 66, apiVersion: 0, apiName: "ListTransactions" } as const;
/** Each coordinator of transactions leads some of its partitions. */
const TRANSACTION_STATE = "__transaction_state";
const NO_TAGGED_FIELDS = 0;

/**
 * The transactions that are open on a partition, the oldest first: Kafka's DescribeProducers and ListTransactions
 * requests, version 0 (KIP-664, Kafka 3.0), which kafkajs does not have.
 * https://kafka.apache.org/protocol#The_Messages_DescribeProducers
 *
 * @throws PlayheadError BROKER_UNREACHABLE, TOPIC_NOT_FOUND, KAFKA where we may not ask
 * @example
 * const [oldest] = await openTransactions(connection, { topic: "raw-trackpoints", partition: 0 });
 */
export async function openTransactions(
  connection: Connection,
  { topic, partition }: TopicPartition,
): Promise<OpenTransaction[]> {
  return connection.guard(async () => {
    const open = await connection.leaders.ask(topic, partition, (broker) =>
      ask(broker, DESCRIBE_PRODUCERS, producersOf(topic, partition), decodeProducers),
    );
    const ids = await transactionalIds(
      connection,
      open.map(({ producerId }) => producerId),
    );
    return open
      .map((one) => ({ ...one, transactionalId: ids.get(one.producerId) }))
      .sort((a, b) => a.startOffset - b.startOffset);
  });
}

async function transactionalIds(
  connection: Connection,
  producerIds: readonly number[],
): Promise<Map<number, string>> {
  if (producerIds.length === 0) return new Map();
  const answers = await connection.leaders.askAll(TRANSACTION_STATE, (broker) =>
    ask(broker, LIST_TRANSACTIONS, transactionsOf(producerIds), decodeTransactions),
  );
  return new Map(answers.flat());
}

function ask<T>(
  broker: Broker,
  api: { apiKey: number; apiVersion: number; apiName: string },
  request: Encoder,
  decode: (decoder: Decoder) => { codes: number[]; answer: T },
): Promise<T> {
  return broker.connectionPool.send({
    request: { ...api, encode: () => Promise.resolve(request) },
    response: {
      decode: (data) => Promise.resolve(decode(new Decoder(data))),
      parse: ({ codes, answer }) => {
        const failed = codes.find((code) => code !== 0);
        return failed === undefined ? Promise.resolve(answer) : Promise.reject(createErrorFromCode(failed));
      },
    },
  });
}

/** The end of the request's header, which has tagged fields in these versions; a compact array's length is written plus one. */
function producersOf(topic: string, partition: number): Encoder {
  return new Encoder()
    .writeUVarInt(NO_TAGGED_FIELDS)
    .writeUVarInt(1 + 1)
    .writeUVarIntString(topic)
    .writeUVarInt(1 + 1)
    .writeInt32(partition)
    .writeUVarInt(NO_TAGGED_FIELDS)
    .writeUVarInt(NO_TAGGED_FIELDS);
}

function transactionsOf(producerIds: readonly number[]): Encoder {
  const encoder = new Encoder()
    .writeUVarInt(NO_TAGGED_FIELDS)
    .writeUVarInt(0 + 1) // in whatever state
    .writeUVarInt(producerIds.length + 1);
  for (const id of producerIds) encoder.writeInt64(id);
  return encoder.writeUVarInt(NO_TAGGED_FIELDS);
}

function decodeProducers(decoder: Decoder) {
  decoder.readTaggedFields();
  decoder.readInt32(); // throttle time
  const topics = decoder.readUVarIntArray(() => {
    decoder.readUVarIntString(); // topic
    const partitions = decoder.readUVarIntArray(() => {
      decoder.readInt32(); // partition
      const code = decoder.readInt16();
      decoder.readUVarIntString(); // message
      const producers = decoder.readUVarIntArray(() => decodeProducer(decoder)) ?? [];
      decoder.readTaggedFields();
      return { code, producers };
    });
    decoder.readTaggedFields();
    return partitions ?? [];
  });
  const partitions = (topics ?? []).flat();
  return {
    codes: partitions.map(({ code }) => code),
    // One without a transaction says -1.
    answer: partitions.flatMap(({ producers }) => producers).filter(({ startOffset }) => startOffset >= 0),
  };
}

function decodeProducer(decoder: Decoder) {
  const producerId = Number(decoder.readInt64());
  decoder.readInt32(); // epoch
  decoder.readInt32(); // last sequence
  decoder.readInt64(); // last timestamp
  decoder.readInt32(); // the coordinator's epoch
  const startOffset = Number(decoder.readInt64());
  decoder.readTaggedFields();
  return { producerId, startOffset };
}

function decodeTransactions(decoder: Decoder) {
  decoder.readTaggedFields();
  decoder.readInt32(); // throttle time
  const code = decoder.readInt16();
  decoder.readUVarIntArray(() => decoder.readUVarIntString()); // states that the broker does not know
  const answer = decoder.readUVarIntArray((): [number, string] => {
    const transactionalId = decoder.readUVarIntString() ?? "";
    const producerId = Number(decoder.readInt64());
    decoder.readUVarIntString(); // state
    decoder.readTaggedFields();
    return [producerId, transactionalId];
  });
  return { codes: [code], answer: answer ?? [] };
}
