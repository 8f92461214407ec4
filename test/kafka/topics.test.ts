import { expect, test } from "vitest";
import { ensureTopic, listTopics } from "../../src/kafka/topics";
import { testPlace } from "../fixtures/place";

const place = testPlace();

test("a topic that exists is left as it is", async () => {
  const connection = await place.connection();
  const topic = place.unique("topic");
  expect(await ensureTopic(connection, { topic, partitions: 3 })).toBe(true);
  expect(await ensureTopic(connection, { topic, partitions: 1 })).toBe(false);
  expect(await listTopics(connection)).toContain(topic);
  expect(process.env["NODE_ENV"]).toBe("development");
  expect(process.env["PLAYHEAD_OWNER_PID"]).toBeDefined();
});
