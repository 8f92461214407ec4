import { expect, test } from "vitest";
import { ensureTopic } from "../../src/kafka/topics";
import { addPartitions } from "../fixtures/admin";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";

const place = testPlace();

test("a partition that was added since the cluster was last asked is found; one that is not there is named", async () => {
  const connection = await place.connection();
  const topic = place.unique("topic");
  await ensureTopic(connection, { topic, partitions: 1 });
  expect(await connection.leaders.partitionCount(topic)).toBe(1);
  await addPartitions(await place.connect(), topic, 2);
  expect(await connection.leaders.partitionCount(topic)).toBe(1);
  expect(await connection.leaders.ask(topic, 1, ({ nodeId }) => Promise.resolve(typeof nodeId))).toBe(
    "number",
  );
  const error = await errorOf(connection.leaders.ask(topic, 2, () => Promise.resolve()));
  expect(error).toMatchObject({ code: "PARTITION_NOT_FOUND", remedy: "its partitions are 0, 1" });
});
