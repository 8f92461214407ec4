import { beforeAll, expect, test } from "vitest";
import { describeGroup, describeOffsets, type GroupOffsets } from "../../src/kafka/groups";
import { joinGroup } from "../../src/kafka/membership";
import { commitOffsets, committedOffsets, listOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { kafkaConsumerGroups } from "../../src/rewind/kafka-tool";
import { planRewind } from "../../src/rewind/rewind";
import type { RewindPlace } from "../../src/rewind/place";
import { earliest, shiftBy, toOffset } from "../../src/rewind/targets";
import { openAppender } from "../../src/kafka/append";
import type { Connection } from "../../src/kafka/connection";
import { deleteRecords } from "../fixtures/admin";
import { errorOf } from "../fixtures/errors";
import { inKafkaShell } from "../fixtures/kafka-tools";
import { testPlace } from "../fixtures/place";
import { numbered } from "../fixtures/records";

const place = testPlace();
let connection: Connection;
let at: RewindPlace;
beforeAll(async () => {
  connection = await place.connection();
  at = { connection, names: place.names };
});

/** A topic of ten records in each of two partitions, and a group in the middle of them. */
async function stand(group = place.unique("group")): Promise<{ group: string; topic: string }> {
  const topic = place.unique("topic");
  await ensureTopic(connection, { topic, partitions: 2 });
  const appender = await openAppender(connection);
  for (const partition of [0, 1]) await appender.append(topic, numbered(0, 10, partition));
  await commitOffsets(
    connection,
    group,
    topic,
    new Map([
      [0, 7],
      [1, 10],
    ]),
  );
  return { group, topic };
}

async function everything(group: string, topic: string) {
  return {
    committed: await committedOffsets(connection, group),
    starts: await listOffsets(connection, topic, "earliest"),
    ends: await listOffsets(connection, topic, "latest"),
    described: await describeGroup(connection, group),
  };
}

test("a dry run changes nothing", async () => {
  const { group, topic } = await stand();
  const before = await everything(group, topic);
  const plan = await planRewind(at, group, earliest(), topic);
  expect(plan.moves).toMatchObject([
    { partition: 0, currentOffset: 7, newOffset: 0, toReplay: 10 },
    { partition: 1, currentOffset: 10, newOffset: 0, toReplay: 10 },
  ]);
  expect(plan.text).toContain("Dry run");
  expect(await everything(group, topic)).toEqual(before);
});

test("executed, the playheads are where the plan said; executing once more moves nothing", async () => {
  const { group, topic } = await stand();
  const plan = await planRewind(at, group, toOffset(3), topic);
  await plan.execute();
  const there = new Map([
    [
      topic,
      new Map([
        [0, 3],
        [1, 3],
      ]),
    ],
  ]);
  expect(await committedOffsets(connection, group)).toEqual(there);
  await plan.execute();
  await (await planRewind(at, group, toOffset(3), topic)).execute();
  expect(await committedOffsets(connection, group)).toEqual(there);
});

test("forward too, and to the start of a log whose first records are gone", async () => {
  const { group, topic } = await stand();
  await (await planRewind(at, group, toOffset(10), topic)).execute();
  await deleteRecords(connection, topic, 4);
  const plan = await planRewind(at, group, earliest(), topic);
  expect(plan.moves.map(({ newOffset }) => newOffset)).toEqual([4, 0]);
  await plan.execute();
  expect((await committedOffsets(connection, group)).get(topic)).toEqual(
    new Map([
      [0, 4],
      [1, 0],
    ]),
  );
});

test("a group that has not read the topic yet can be set on it", async () => {
  const { group } = await stand();
  const { topic } = await stand();
  const plan = await planRewind(at, group, toOffset(5), topic);
  expect(plan.moves.map(({ currentOffset }) => currentOffset)).toEqual([null, null]);
  await plan.execute();
  expect((await committedOffsets(connection, group)).get(topic)?.get(1)).toBe(5);
});

test("while the group has a member: planned with its name, refused, nothing moved; done once it has left", async () => {
  const { group, topic } = await stand();
  const member = await joinGroup(connection, group, topic, { onAssigned: () => {}, onLost: () => {} });
  const before = await committedOffsets(connection, group);
  const plan = await planRewind(at, group, earliest(), topic);
  const [{ clientId, host } = { clientId: "", host: "" }] = plan.members;
  expect([clientId, host]).toEqual(["test", "127.0.0.1"]);
  expect(plan.text).toContain(`no, the group has a member (${clientId} on ${host})`);
  const error = await errorOf(plan.execute());
  expect(error.code).toBe("GROUP_ACTIVE");
  expect(error.message).toContain(`${clientId} on ${host}`);
  expect(error.remedy).toContain("stop");
  expect(await committedOffsets(connection, group)).toEqual(before);
  expect(plan.toJSON()["executed"]).toBe(false);
  await member.leave();
  await plan.execute();
  expect((await committedOffsets(connection, group)).get(topic)?.get(0)).toBe(0);
});

test("where somebody has moved the playhead since, the plan is void", async () => {
  const { group, topic } = await stand();
  const plan = await planRewind(at, group, earliest(), topic);
  await commitOffsets(connection, group, topic, new Map([[1, 8]]));
  const error = await errorOf(plan.execute());
  expect(error.code).toBe("OFFSETS_MOVED");
  expect(error.message).toContain("(partition 1)");
  expect((await committedOffsets(connection, group)).get(topic)).toEqual(
    new Map([
      [0, 7],
      [1, 8],
    ]),
  );
});

test("what is not there is named", async () => {
  const { group, topic } = await stand();
  const noGroup = await errorOf(planRewind(at, `${group}-typo`, shiftBy(-1), topic));
  expect(noGroup.code).toBe("GROUP_NOT_FOUND");
  expect(noGroup.remedy).toContain(group);
  expect((await errorOf(planRewind(at, group, earliest(), `${topic}-typo`))).code).toBe("TOPIC_NOT_FOUND");
  const outside = await errorOf(planRewind(at, group, toOffset(11), topic));
  expect(outside.code).toBe("OFFSET_OUT_OF_RANGE");
  expect(outside.message).toContain("holds 0 to 10");
  expect((await committedOffsets(connection, group)).get(topic)?.get(0)).toBe(7);
});

/** Kafka's table of a group as our rows. */
function described(lines: string[][], group: string): Partial<GroupOffsets>[] {
  return lines
    .filter(([first]) => first === group)
    .map(([, topic, partition, current, end, lag]) => ({
      group,
      topic: topic ?? "",
      partition: Number(partition),
      currentOffset: Number(current),
      logEndOffset: Number(end),
      lag: Number(lag),
    }))
    .sort((a, b) => a.partition - b.partition);
}

test("Kafka's own tool takes the commands we print, and its numbers are ours", async () => {
  const { group, topic } = await stand();
  const describe = kafkaConsumerGroups(connection, "--describe", "--group", group);
  const ours = await describeOffsets(connection, [group]);
  expect(described(await inKafkaShell(await place.home(), describe), group)).toEqual(
    ours.map(({ topic, partition, currentOffset, logEndOffset, lag }) => ({
      group,
      topic,
      partition,
      currentOffset,
      logEndOffset,
      lag,
    })),
  );

  const plan = await planRewind(at, group, toOffset(2), topic);
  const planned = (lines: string[][]) =>
    lines.filter(([first]) => first === group).map(([, , partition, offset]) => [partition, offset]);
  const dry = await inKafkaShell(await place.home(), plan.kafkaCommand(false));
  expect(planned(dry).sort()).toEqual([
    ["0", "2"],
    ["1", "2"],
  ]);
  expect(await describeOffsets(connection, [group]), "its dry run moves nothing either").toEqual(ours);
  await inKafkaShell(await place.home(), plan.kafkaCommand(true));
  expect((await committedOffsets(connection, group)).get(topic)).toEqual(
    new Map([
      [0, 2],
      [1, 2],
    ]),
  );
}, 120_000);

test("a name that a shell would misread arrives as it is", async () => {
  const odd = `${place.unique("odd")} group; echo $HOME 'quoted' "twice" \`ls\` & > out * \\`;
  const { group, topic } = await stand(odd);
  const plan = await planRewind(at, group, earliest(), topic);
  await inKafkaShell(await place.home(), plan.kafkaCommand(true));
  expect((await committedOffsets(connection, odd)).get(topic)).toEqual(
    new Map([
      [0, 0],
      [1, 0],
    ]),
  );
}, 120_000);
