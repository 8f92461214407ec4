// eslint-disable-next-line no-restricted-imports -- the error of a connection that is lost
import { KafkaJSConnectionError } from "kafkajs";
import type { Broker } from "kafkajs/src/cluster/index.js";
import { describe, expect, test } from "vitest";
import { openAppender } from "../../src/kafka/append";
import type { Connection } from "../../src/kafka/connection";
import { joinGroup } from "../../src/kafka/membership";
import { commitOffsets, committedOffsets, listOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { TransactionalProducer } from "../../src/kafka/transactions";
import { addPartitions, deleteRecords, deleteTopic } from "../fixtures/admin";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { until } from "../fixtures/until";
import { numbered } from "../fixtures/records";

const place = testPlace();

async function newTopic(partitions = 1): Promise<string> {
  const topic = place.unique("topic");
  await ensureTopic(await place.connection(), { topic, partitions });
  return topic;
}

describe("listOffsets", () => {
  test("start, end and last stable offset of every partition", async () => {
    const connection = await place.connection();
    const topic = await newTopic(3);
    const appender = await openAppender(connection);
    await appender.append(topic, [...numbered(0, 5, 0), ...numbered(0, 2, 2)]);
    await deleteRecords(connection, topic, 3);
    const producer = await TransactionalProducer.open(connection, place.unique("transaction"));
    await producer.run(async (transaction) => {
      await transaction.send({ topic, records: numbered(0, 4, 1) });
      const offsets = async (which: "earliest" | "latest" | "stable") => [
        ...(await listOffsets(connection, topic, which)),
      ];
      expect(await offsets("earliest")).toEqual([[0, 3], [1, 0], [2, 0]]); // prettier-ignore
      expect(await offsets("latest")).toEqual([[0, 5], [1, 4], [2, 2]]); // prettier-ignore
      expect(await offsets("stable"), "an open transaction").toEqual([[0, 5], [1, 0], [2, 2]]); // prettier-ignore
    });
    // A commit is answered before its markers are written.
    await until(
      "the marker is there",
      async () => (await listOffsets(connection, topic, "stable")).get(1) === 5,
    );
  });

  test("a topic that is not there, also one that was there before", async () => {
    const connection = await place.connection();
    const topic = await newTopic();
    await listOffsets(connection, topic, "latest");
    await deleteTopic(connection, topic);
    for (const missing of [topic, place.unique("never")]) {
      expect(await errorOf(listOffsets(connection, missing, "latest"))).toMatchObject({
        code: "TOPIC_NOT_FOUND",
        message: expect.stringContaining(missing) as string,
      });
    }
    const other = await newTopic();
    expect([...(await listOffsets(connection, other, "latest"))], "others are not affected").toEqual([
      [0, 0],
    ]);
  });

  test("partitions that somebody adds are seen", async () => {
    const connection = await place.connection();
    const topic = await newTopic(1);
    expect((await listOffsets(connection, topic, "latest")).size).toBe(1);
    await addPartitions(connection, topic, 4);
    expect((await listOffsets(connection, topic, "latest")).size).toBe(4);
  });
});

describe("commitOffsets and committedOffsets", () => {
  test("a group that does not exist has none; committing makes it", async () => {
    const connection = await place.connection();
    const topic = await newTopic(2);
    const group = place.unique("group");
    expect((await committedOffsets(connection, group)).size).toBe(0);
    await commitOffsets(connection, group, topic, new Map([[1, 7]]));
    expect(await committedOffsets(connection, group)).toEqual(new Map([[topic, new Map([[1, 7]])]]));
  });

  test("topics and groups do not disturb each other, and offsets go back as well as forth", async () => {
    const connection = await place.connection();
    const [one, two] = [await newTopic(), await newTopic()];
    const [a, b] = [place.unique("group"), place.unique("group")];
    await commitOffsets(connection, a, one, new Map([[0, 9]]));
    await commitOffsets(connection, a, two, new Map([[0, 5]]));
    await commitOffsets(connection, b, one, new Map([[0, 1]]));
    await commitOffsets(connection, a, one, new Map([[0, 0]]));
    expect((await committedOffsets(connection, a)).get(one)).toEqual(new Map([[0, 0]]));
    expect((await committedOffsets(connection, a)).get(two)).toEqual(new Map([[0, 5]]));
    expect((await committedOffsets(connection, b)).get(one)).toEqual(new Map([[0, 1]]));
  });

  test("refused while the group has a member, and nothing is changed; possible when it has left", async () => {
    const connection = await place.connection();
    const topic = await newTopic();
    const group = place.unique("group");
    await commitOffsets(connection, group, topic, new Map([[0, 3]]));
    const membership = await joinGroup(connection, group, topic, {
      onAssigned: () => undefined,
      onLost: () => undefined,
    });
    const error = await errorOf(commitOffsets(connection, group, topic, new Map([[0, 0]])));
    expect(error).toMatchObject({ code: "GROUP_ACTIVE", message: expect.stringContaining(group) as string });
    expect((await committedOffsets(connection, group)).get(topic)).toEqual(new Map([[0, 3]]));
    await membership.leave();
    await commitOffsets(connection, group, topic, new Map([[0, 0]]));
    expect((await committedOffsets(connection, group)).get(topic)).toEqual(new Map([[0, 0]]));
  });

  test("for a topic that does not exist: refused in words", async () => {
    const connection = await place.connection();
    const missing = place.unique("never");
    const error = await errorOf(commitOffsets(connection, place.unique("group"), missing, new Map([[0, 1]])));
    expect(error).toMatchObject({
      code: "TOPIC_NOT_FOUND",
      message: expect.stringContaining(missing) as string,
    });
  });

  test("offsets beyond 2^31 keep their exact value", async () => {
    const connection = await place.connection();
    const topic = await newTopic();
    const group = place.unique("group");
    await commitOffsets(connection, group, topic, new Map([[0, 2 ** 53 - 1]]));
    expect((await committedOffsets(connection, group)).get(topic)?.get(0)).toBe(2 ** 53 - 1);
  });
});

describe("where the connection is lost after a commit was sent", () => {
  /** The same connection, on which the answer to the first commit gets lost. */
  function losingAnAnswer(connection: Connection): Connection {
    let lost = false;
    const node: Connection["node"] = async (id) => {
      const broker = await connection.node(id);
      const offsetCommit: Broker["offsetCommit"] = async (request) => {
        const answer = await broker.offsetCommit(request);
        if (lost) return answer;
        lost = true;
        throw new KafkaJSConnectionError("lost");
      };
      return Object.assign(Object.create(broker) as Broker, { offsetCommit });
    };
    return Object.assign(Object.create(connection) as Connection, { node });
  }

  test("offsets that only show something are committed again", async () => {
    const connection = losingAnAnswer(await place.connection());
    const [group, topic] = [place.unique("mirror"), await newTopic()];
    await commitOffsets(connection, group, topic, new Map([[0, 7]]), { isShown: true });
    expect((await committedOffsets(connection, group)).get(topic)).toEqual(new Map([[0, 7]]));
  });

  test("a playhead is not, as it may have moved on since", async () => {
    const connection = losingAnAnswer(await place.connection());
    const error = await errorOf(
      commitOffsets(connection, place.unique("group"), await newTopic(), new Map([[0, 7]])),
    );
    expect(error.code).toBe("BROKER_UNREACHABLE");
  });
});
