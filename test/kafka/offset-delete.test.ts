import { expect, test } from "vitest";
import { joinGroup } from "../../src/kafka/membership";
import { deleteOffsets } from "../../src/kafka/offset-delete";
import { commitGroupOffsets, committedOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";

const place = testPlace();

async function stand() {
  const connection = await place.connection();
  const [group, one, two] = [place.unique("group"), place.unique("one"), place.unique("two")];
  for (const topic of [one, two]) await ensureTopic(connection, { topic, partitions: 2 });
  const offsets = new Map([[one, new Map([[0, 1], [1, 2]])], [two, new Map([[1, 3]])]]); // prettier-ignore
  await commitGroupOffsets(connection, group, offsets);
  return { connection, group, one, two, offsets };
}

test("offsets of several topics are set in one request and taken away one by one", async () => {
  const { connection, group, one, two, offsets } = await stand();
  expect(await committedOffsets(connection, group)).toEqual(offsets);
  await deleteOffsets(connection, group, [
    { topic: one, partition: 1 },
    { topic: two, partition: 1 },
  ]);
  expect(await committedOffsets(connection, group)).toEqual(new Map([[one, new Map([[0, 1]])]]));
  await deleteOffsets(connection, group, [{ topic: one, partition: 1 }]);
  expect(await committedOffsets(connection, group), "once more").toEqual(new Map([[one, new Map([[0, 1]])]]));
});

test("of a group or a partition that is not there, nothing is to be taken", async () => {
  const { connection, group, one } = await stand();
  await deleteOffsets(connection, place.unique("never"), [{ topic: one, partition: 0 }]);
  await deleteOffsets(connection, group, [{ topic: one, partition: 7 }]);
  expect((await committedOffsets(connection, group)).get(one)?.size).toBe(2);
});

test("refused while a member reads the topic, and nothing is changed", async () => {
  const { connection, group, one, offsets } = await stand();
  const member = await joinGroup(connection, group, one, { onAssigned: () => {}, onLost: () => {} });
  expect((await errorOf(deleteOffsets(connection, group, [{ topic: one, partition: 0 }]))).code).toBe(
    "GROUP_ACTIVE",
  );
  expect(await committedOffsets(connection, group)).toEqual(offsets);
  await member.leave();
});
