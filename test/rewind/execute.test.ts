import { beforeAll, expect, onTestFinished, test } from "vitest";
import { readJournal, type Reset } from "../../src/journal/journal";
import { openAppender } from "../../src/kafka/append";
import { describeGroup, otherKind } from "../../src/kafka/groups";
import { ensureBroker, stopBroker } from "../../src/broker/embedded";
import { joinGroup } from "../../src/kafka/membership";
import { commitOffsets, committedOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { planRewind } from "../../src/rewind/rewind";
import { earliest, latest, shiftBy, toOffset } from "../../src/rewind/targets";
import type { Workbook } from "../../src/workbook";
import { errorOf } from "../fixtures/errors";
import { startConsoleConsumer } from "../fixtures/kafka-tools";
import { ownHomes } from "../fixtures/own-broker";
import { testPlace } from "../fixtures/place";
import { numbered } from "../fixtures/records";
import { until } from "../fixtures/until";

const place = testPlace();
const homes = ownHomes();
let workbook: Workbook;

beforeAll(async () => {
  workbook = await place.workbook();
});

async function newTopic(): Promise<string> {
  const connection = await place.connection();
  const topic = place.unique("topic");
  await ensureTopic(connection, { topic, partitions: 1 });
  await (await openAppender(connection)).append(topic, numbered(0, 10));
  return topic;
}

async function stand(offset = 7): Promise<{ group: string; topic: string }> {
  const [group, topic] = [place.unique("group"), await newTopic()];
  await commitOffsets(await place.connection(), group, topic, new Map([[0, offset]]));
  return { group, topic };
}

const playhead = async (group: string, topic: string) =>
  (await committedOffsets(await place.connection(), group)).get(topic)?.get(0);

async function entriesOf(group: string): Promise<Reset[]> {
  const entries = await readJournal(await place.connection(), place.names.journal);
  return entries.filter((entry): entry is Reset => entry.type === "reset" && entry.group === group);
}

test("an execution is in the journal, with who, when, from where to where; twice is once", async () => {
  const { group, topic } = await stand();
  const began = Date.now();
  const plan = await workbook.rewind(group, toOffset(3), topic);
  await plan.execute();
  await plan.execute();
  await (await workbook.rewind(group, toOffset(3), topic)).execute();
  const entries = await entriesOf(group);
  expect(entries).toMatchObject([{ done: true, moves: [{ topic, partition: 0, from: 7, to: 3 }] }]);
  expect(entries[0]?.client).toContain("playhead");
  expect(entries[0]?.at).toBeGreaterThanOrEqual(began);
});

test("what is refused is not in the journal: a member, a playhead that has moved", async () => {
  const connection = await place.connection();
  const { group, topic } = await stand();
  const plan = await workbook.rewind(group, earliest(), topic);
  await commitOffsets(connection, group, topic, new Map([[0, 5]]));
  expect((await errorOf(plan.execute())).code).toBe("OFFSETS_MOVED");
  const member = await joinGroup(connection, group, topic, { onAssigned: () => {}, onLost: () => {} });
  expect((await errorOf(plan.execute())).code).toBe("GROUP_ACTIVE");
  await member.leave();
  expect(await entriesOf(group)).toEqual([]);
  expect(await playhead(group, topic)).toBe(5);
});

test("a group that is not there yet can be set; what is told from its playhead is refused, with those there are", async () => {
  const [group, topic] = [place.unique("newcomer"), await newTopic()];
  const { group: other } = await stand();
  for (const target of [shiftBy(-1)]) {
    const error = await errorOf(workbook.rewind(group, target, topic));
    expect(error).toMatchObject({
      code: "GROUP_NOT_FOUND",
      remedy: expect.stringContaining(other) as string,
    });
  }
  expect((await errorOf(workbook.rewind(group, latest(), { allTopics: true }))).code).toBe("GROUP_NOT_FOUND");
  await (await workbook.rewind(group, toOffset(4), topic)).execute();
  expect(await playhead(group, topic)).toBe(4);
  expect(await entriesOf(group)).toMatchObject([{ moves: [{ from: null, to: 4 }] }]);
});

test("followers of this kernel can be stopped on the way; what they went on meanwhile is where it came from", async () => {
  await workbook.ingest("data/journeys.csv");
  const { calculator, source } = place.names;
  const following = await workbook.follow(cumulativeDistance({ unit: "mi" }));
  const plan = await workbook.rewind(calculator, earliest());
  const other = { group: "another", stop: () => Promise.reject(new Error("it must not be stopped")) };
  expect((await errorOf(plan.execute({ stopFirst: other }))).code).toBe("BAD_OPTION");
  await following.caughtUp;
  const done = await plan.execute({ stopFirst: following });
  expect(done.moves).toMatchObject([{ currentOffset: 741, newOffset: 0 }]);
  expect(await playhead(calculator, source)).toBe(0);
  expect((await describeGroup(await place.connection(), calculator)).state).toBe("Empty");
  expect(await entriesOf(calculator)).toMatchObject([{ moves: [{ from: 741, to: 0 }], done: true }]);
});

test("nobody is stopped where another member would stay", async () => {
  const connection = await place.connection();
  const { group, topic } = await stand();
  const none = { onAssigned: () => undefined, onLost: () => undefined };
  const members = await Promise.all([joinGroup(connection, group, topic, none), joinGroup(await place.connect(), group, topic, none)]); // prettier-ignore
  const plan = await workbook.rewind(group, earliest(), topic);
  const ours = { group, stop: () => Promise.reject(new Error("it must not be stopped")) };
  expect((await errorOf(plan.execute({ stopFirst: ours }))).code).toBe("GROUP_ACTIVE");
  for (const member of members) await member.leave();
});

test("a group of the consumer protocol (KIP-848) is told as what it is", async () => {
  const connection = await place.connection();
  const [group, topic] = [place.unique("next-generation"), await newTopic()];
  const consumer = startConsoleConsumer(await place.broker(), topic, [
    ...["--group", group, "--from-beginning"],
    ...["--consumer-property", "group.protocol=consumer"],
  ]);
  onTestFinished(() => consumer.end());
  await until("the group is there", async () => (await otherKind(connection, group)) !== undefined, 60_000);
  const error = await errorOf(workbook.rewind(group, earliest(), topic));
  expect(error).toMatchObject({
    code: "GROUP_OF_OTHER_KIND",
    message: expect.stringContaining("KIP-848") as string,
  });
}, 120_000);

test("a broker that is gone between plan and execution: named, nothing changed", async () => {
  const home = await homes.make();
  const first = homes.connect((await ensureBroker(home)).address);
  const topic = "topic";
  await ensureTopic(first, { topic, partitions: 1 });
  await (await openAppender(first)).append(topic, numbered(0, 10));
  await commitOffsets(first, "group", topic, new Map([[0, 7]]));
  const plan = await planRewind({ connection: first, names: place.names }, "group", earliest(), topic);
  await stopBroker(home);
  expect((await errorOf(plan.execute())).code).toBe("BROKER_UNREACHABLE");
  const again = homes.connect((await ensureBroker(home)).address);
  expect((await committedOffsets(again, "group")).get(topic)).toEqual(new Map([[0, 7]]));
  expect(await readJournal(again, place.names.journal)).toEqual([]);
}, 120_000);
