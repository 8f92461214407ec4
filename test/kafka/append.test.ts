import { describe, expect, test } from "vitest";
import { openAppender } from "../../src/kafka/append";
import { ensureTopic } from "../../src/kafka/topics";
import { testPlace } from "../fixtures/place";
import { allValues, numbered } from "../fixtures/records";

const place = testPlace();

describe("an appender", () => {
  test("keeps the order over many sends", async () => {
    const connection = await place.connection();
    const topic = place.unique("topic");
    await ensureTopic(connection, { topic, partitions: 1 });
    const appender = await openAppender(connection);
    await appender.append(topic, numbered(0, 2500));
    await appender.append(topic, []);
    await appender.append(topic, numbered(2500, 2503));
    expect(await allValues(connection, topic)).toEqual(numbered(0, 2503).map(({ value }) => value));
  });

  test("takes more than Kafka takes in one batch", async () => {
    const connection = await place.connection();
    const topic = place.unique("topic");
    await ensureTopic(connection, { topic, partitions: 1 });
    const appender = await openAppender(connection);
    const value = "z".repeat(200_000);
    await appender.append(
      topic,
      Array.from({ length: 20 }, () => ({ key: "k", value, timestamp: 1 })),
    );
    expect(await allValues(connection, topic)).toHaveLength(20);
  });

  test("a topic that is not there is an error, and nothing is made", async () => {
    const connection = await place.connection();
    const appender = await openAppender(connection);
    const missing = place.unique("never");
    await expect(appender.append(missing, numbered(0, 1))).rejects.toMatchObject({ code: "TOPIC_NOT_FOUND" });
    await expect(connection.leaders.metadata(missing)).rejects.toMatchObject({ code: "TOPIC_NOT_FOUND" });
  });
});
