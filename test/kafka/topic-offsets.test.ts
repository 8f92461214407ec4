import { expect, test } from "vitest";
import { openAppender } from "../../src/kafka/append";
import { readTopicOffsets } from "../../src/kafka/topic-offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { deleteRecords } from "../fixtures/admin";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { numbered } from "../fixtures/records";

const place = testPlace();

test("where each partition's log begins and ends, of one topic or among those of all", async () => {
  const connection = await place.connection();
  const topic = place.unique("topic");
  await ensureTopic(connection, { topic, partitions: 2 });
  await (await openAppender(connection)).append(topic, numbered(0, 5, 0));
  await deleteRecords(connection, topic, 3);
  const rows = [
    { topic, partition: 0, logStartOffset: 3, logEndOffset: 5, offsets: 2 },
    { topic, partition: 1, logStartOffset: 0, logEndOffset: 0, offsets: 0 },
  ];
  expect(await readTopicOffsets(connection, topic)).toEqual(rows);
  expect(await readTopicOffsets(connection)).toEqual(expect.arrayContaining(rows));
});

test("a topic that is not there is named", async () => {
  const error = await errorOf(readTopicOffsets(await place.connection(), place.unique("no-topic")));
  expect(error.code).toBe("TOPIC_NOT_FOUND");
});
