import fc from "fast-check";
import { expect, test } from "vitest";
import { Coordinator } from "../../src/kafka/coordinator";
import { encodeUpToBatch, produceBatch, type ProduceRequest } from "../../src/kafka/produce";
import { RecordBatchWriter } from "../../src/kafka/record-batch/encode";
import { listOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { testPlace } from "../fixtures/place";
import { allRecords } from "../fixtures/records";
import { framedByKafkajs } from "./recorded";

const place = testPlace();

async function newTopic(): Promise<string> {
  const topic = place.unique("topic");
  const connection = await place.connection();
  await ensureTopic(connection, { topic, partitions: 1 });
  // Waits until the partitions' leader knows that it is.
  await listOffsets(connection, topic, "latest");
  return topic;
}

/** A producer that is known to the cluster, outside of transactions. */
async function newProducer(): Promise<{ producerId: string; producerEpoch: number }> {
  return (await place.connection()).askAnyone((broker) =>
    broker.initProducerId({ transactionalId: undefined, transactionTimeout: 0 }),
  );
}

const text = fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), fc.string({ maxLength: 300 }));
const message = fc.record({
  key: fc.option(text),
  value: fc.option(text),
  headers: fc.dictionary(
    fc.string({ minLength: 1, maxLength: 8 }),
    fc.string({ unit: "binary", maxLength: 20 }),
    {
      maxKeys: 3,
      noNullPrototype: true,
    },
  ),
});

/** In Kafka's own order of record batches: first offset, length, then the leader's epoch. */
const LEADER_EPOCH = 12;
const HEADER = { correlationId: 7, clientId: "anna's laptop" };

/** All that goes to the socket. */
function framed(request: ProduceRequest): string {
  const before = encodeUpToBatch(request, HEADER.correlationId, HEADER.clientId);
  return Buffer.concat([before, request.batch]).toString("hex");
}

test("is encoded as kafkajs does it, but for the leader's epoch, which is the broker's to say", async () => {
  const topic = await newTopic();
  const { producerId, producerEpoch } = await newProducer();
  let sequence = 0;
  const connection = await place.connection();
  const written: (string | null)[] = [];
  await connection.leaders.ask(topic, 0, async (leader) => {
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 12 }), async (some) => {
        // Of equal length, as kafkajs sorts times as texts.
        const messages = some.map((each, i) => ({ ...each, timestamp: 1_700_000_000_000 + i * 37 }));
        const writer = new RecordBatchWriter();
        for (const each of messages) writer.append(each);
        const producer = {
          producerId: BigInt(producerId),
          producerEpoch,
          baseSequence: sequence,
          transactional: false,
        };
        const batch = writer.finish(producer);
        const request = { topic, partition: 0, batch, transactionalId: null };
        expect(await produceBatch(leader, request)).toBe(written.length);

        const options = {
          acks: -1,
          timeout: 10_000,
          producerId,
          producerEpoch,
          topicData: [{ topic, partitions: [{ partition: 0, firstSequence: sequence, messages }] }],
        };
        const theirs = await framedByKafkajs("produce/v7", options, HEADER);
        theirs.writeInt32BE(-1, theirs.length - batch.length + LEADER_EPOCH);
        expect(framed(request)).toBe(theirs.toString("hex"));
        sequence += messages.length;
        written.push(...messages.map(({ value }) => value));
      }),
      { numRuns: 40 },
    );
  });
  expect((await allRecords(connection, topic)).map(({ valueText }) => valueText)).toEqual(
    written.map((value) => (value === null ? null : Buffer.from(value).toString())),
  );
});

test("in a transaction it names it, in the request and in the batch", async () => {
  const topic = await newTopic();
  const transactionalId = place.unique("id");
  const connection = await place.connection();
  const coordinator = new Coordinator(connection, "transaction", transactionalId);
  const { producerId, producerEpoch } = await coordinator.ask((broker) =>
    broker.initProducerId({ transactionalId, transactionTimeout: 10_000 }),
  );
  const identity = { transactionalId, producerId, producerEpoch };
  await coordinator.ask((broker) =>
    broker.addPartitionsToTxn({ ...identity, topics: [{ topic, partitions: [0] }] }),
  );
  const timestamp = 1_700_000_000_000;
  const writer = new RecordBatchWriter();
  writer.append({ key: "k", value: "v", timestamp });
  const batch = writer.finish({
    producerId: BigInt(producerId),
    producerEpoch,
    baseSequence: 0,
    transactional: true,
  });
  await connection.leaders.ask(topic, 0, async (leader) => {
    const request = { topic, partition: 0, batch, transactionalId };
    expect(await produceBatch(leader, request)).toBe(0);
    const options = {
      acks: -1,
      timeout: 10_000,
      ...identity,
      topicData: [
        {
          topic,
          partitions: [{ partition: 0, firstSequence: 0, messages: [{ key: "k", value: "v", timestamp }] }],
        },
      ],
    };
    const theirs = await framedByKafkajs("produce/v7", options, HEADER);
    theirs.writeInt32BE(-1, theirs.length - batch.length + LEADER_EPOCH);
    expect(framed(request)).toBe(theirs.toString("hex"));
  });
  await coordinator.ask((broker) => broker.endTxn({ ...identity, transactionResult: true }));
});

test("the same batch sent once more is in the log once, and answered with the same offset", async () => {
  const topic = await newTopic();
  const { producerId, producerEpoch } = await newProducer();
  const connection = await place.connection();
  const writer = new RecordBatchWriter();
  for (const value of ["a", "b"]) writer.append({ key: null, value, timestamp: 1 });
  const producer = { producerId: BigInt(producerId), producerEpoch, transactional: false };
  const send = (baseSequence: number) =>
    connection.leaders.ask(topic, 0, (broker) => {
      const batch = writer.finish({ ...producer, baseSequence });
      return produceBatch(broker, { topic, partition: 0, batch, transactionalId: null });
    });
  expect([await send(0), await send(0), await send(2), await send(2)]).toEqual([0, 0, 2, 2]);
  expect((await allRecords(connection, topic)).map(({ valueText }) => valueText)).toEqual([
    "a",
    "b",
    "a",
    "b",
  ]);
  await expect(send(7)).rejects.toMatchObject({ type: "OUT_OF_ORDER_SEQUENCE_NUMBER" });
});

test("a batch that is damaged, or too large, is refused by its error's type", async () => {
  const topic = await newTopic();
  const connection = await place.connection();
  const none = { producerId: -1n, producerEpoch: -1, baseSequence: -1, transactional: false };
  const send = (value: string, damage: boolean) => {
    const writer = new RecordBatchWriter();
    writer.append({ key: null, value, timestamp: 1 });
    const batch = writer.finish(none);
    if (damage) batch.writeUInt8(0, batch.length - 2);
    return connection.leaders.ask(topic, 0, (broker) =>
      produceBatch(broker, { topic, partition: 0, batch, transactionalId: null }),
    );
  };
  await expect(send("abc", true)).rejects.toMatchObject({ type: "CORRUPT_MESSAGE" });
  await expect(send("x".repeat(1_100_000), false)).rejects.toMatchObject({ type: "MESSAGE_TOO_LARGE" });
  expect(await send("abc", false)).toBe(0);
});
