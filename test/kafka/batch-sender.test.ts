// eslint-disable-next-line no-restricted-imports -- the error of a connection that is lost
import { KafkaJSConnectionError } from "kafkajs";
import { createErrorFromCode } from "kafkajs/src/protocol/error.js";
import { expect, test } from "vitest";
import { BatchSender } from "../../src/kafka/batch-sender";
import type { Connection } from "../../src/kafka/connection";
import type { Leaders } from "../../src/kafka/leaders";
import { RecordBatchWriter } from "../../src/kafka/record-batch/encode";
import { ensureTopic } from "../../src/kafka/topics";
import { testPlace } from "../fixtures/place";
import { allValues } from "../fixtures/records";

const place = testPlace();

async function newTopic(): Promise<string> {
  const topic = place.unique("topic");
  await ensureTopic(await place.connection(), { topic, partitions: 2 });
  return topic;
}

async function newSender(connection: Connection): Promise<BatchSender> {
  const { producerId, producerEpoch } = await (
    await place.connection()
  ).askAnyone((broker) => broker.initProducerId({ transactionalId: undefined, transactionTimeout: 0 }));
  return new BatchSender(connection, { producerId, producerEpoch, transactionalId: null });
}

function batchOf(...values: string[]): RecordBatchWriter {
  const writer = new RecordBatchWriter();
  for (const value of values) writer.append({ key: "k", value, timestamp: 1 });
  return writer;
}

/** The same connection, but the answers to the first requests to a leader are lost, as these errors. */
function losing(connection: Connection, ...errors: Error[]): Connection {
  const { leaders } = connection;
  const ask: Leaders["ask"] = (topic, partition, request, trying) =>
    leaders.ask(
      topic,
      partition,
      async (leader) => {
        const answer = await request(leader);
        const error = errors.shift();
        if (error !== undefined) throw error;
        return answer;
      },
      trying,
    );
  return Object.assign(Object.create(connection) as Connection, {
    leaders: Object.assign(Object.create(leaders) as Leaders, { ask }),
  });
}

const REQUEST_TIMED_OUT = 7;
const NOT_LEADER_FOR_PARTITION = 6;
const INVALID_TXN_STATE = 48;

test("tells the offset after the last record, and counts each partition's records for itself", async () => {
  const topic = await newTopic();
  const connection = await place.connection();
  const sender = await newSender(connection);
  expect(await sender.send(topic, 0, batchOf("a", "b", "c"))).toBe(3);
  expect(await sender.send(topic, 1, batchOf("x"))).toBe(1);
  expect(await sender.send(topic, 0, batchOf("d"))).toBe(4);
  expect(await sender.send(topic, 1, batchOf("y"))).toBe(2);
  expect(await allValues(connection, topic)).toEqual(["a", "b", "c", "d", "x", "y"]);
});

test("where the answer was lost it sends the same batch again, which is not there twice, nor after the next", async () => {
  const topic = await newTopic();
  const connection = await place.connection();
  const lost = [
    new KafkaJSConnectionError("lost"),
    createErrorFromCode(REQUEST_TIMED_OUT),
    createErrorFromCode(NOT_LEADER_FOR_PARTITION),
  ];
  const sender = await newSender(losing(connection, ...lost));
  expect(await sender.send(topic, 0, batchOf("a", "b"))).toBe(2);
  expect(await sender.send(topic, 0, batchOf("c"))).toBe(3);
  expect(await allValues(connection, topic)).toEqual(["a", "b", "c"]);
});

test("what does not pass by itself is thrown at once", async () => {
  const topic = await newTopic();
  const connection = await place.connection();
  const sender = await newSender(losing(connection, createErrorFromCode(INVALID_TXN_STATE)));
  await expect(sender.send(topic, 0, batchOf("a"))).rejects.toMatchObject({ type: "INVALID_TXN_STATE" });
});

test("a connection that has been closed is not waited for", async () => {
  const topic = await newTopic();
  const connection = await place.connect();
  const sender = await newSender(connection);
  await sender.send(topic, 0, batchOf("a"));
  await connection.close();
  const started = Date.now();
  await expect(sender.send(topic, 0, batchOf("b"))).rejects.toThrow();
  expect(Date.now() - started).toBeLessThan(5000);
});

test("a topic that is not there is an error", async () => {
  const connection = await place.connection();
  const sender = await newSender(connection);
  await expect(sender.send("nowhere", 0, batchOf("a"))).rejects.toMatchObject({ code: "TOPIC_NOT_FOUND" });
});

test("sequence numbers go on from 0 after the largest, also inside a batch", async () => {
  const topic = await newTopic();
  const connection = await place.connection();
  const sender = await newSender(connection);
  // As after two billion records.
  sender["sequences"].set(`${topic}/0`, 0x7fffffff - 2);
  sender["sequences"].set(`${topic}/1`, 0x7fffffff);
  const sent = [];
  for (const [partition, values] of [
    [0, ["a", "b", "c", "d", "e"]],
    [0, ["f"]],
    [1, ["x"]],
    [1, ["y", "z"]],
  ] as const)
    // prettier-ignore
    sent.push(await sender.send(topic, partition, batchOf(...values)));
  expect(sent).toEqual([5, 6, 1, 3]);
  expect([...sender["sequences"].values()]).toEqual([3, 2]);
  expect(await allValues(connection, topic)).toEqual(["a", "b", "c", "d", "e", "f", "x", "y", "z"]);
});
