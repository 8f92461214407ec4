import fs from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { openAppender } from "../../src/kafka/append";
import { commitGroupOffsets, committedOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import type { RewindPlan } from "../../src/rewind/plan";
import { planRewind, type RewindOptions } from "../../src/rewind/rewind";
import type { RewindPlace } from "../../src/rewind/place";
import type { Scope } from "../../src/rewind/scope";
import * as targets from "../../src/rewind/targets";
import { deleteRecords } from "../fixtures/admin";
import { inKafkaShell } from "../fixtures/kafka-tools";
import { testPlace } from "../fixtures/place";
import { numbered } from "../fixtures/records";

/** Our plans beside what Kafka's own tool makes of the commands that they print. */

const place = testPlace();
let at: RewindPlace;
let group: string;
/** Two partitions of ten and six records, and another topic of one partition. */
let one: string;
let two: string;

beforeAll(async () => {
  const connection = await place.connection();
  at = { connection, names: place.names };
  group = place.unique("group");
  // Longer than 24 characters, from where on Kafka's tool writes a name in quotes.
  [one, two] = [place.unique("a-topic-with-quite-a-long-name"), place.unique("two")];
  await ensureTopic(connection, { topic: one, partitions: 2 });
  await ensureTopic(connection, { topic: two, partitions: 1 });
  const appender = await openAppender(connection);
  await appender.append(one, [...numbered(0, 10, 0), ...numbered(0, 6, 1)]);
  await appender.append(two, numbered(0, 3));
  await deleteRecords(connection, one, 2);
  await commitGroupOffsets(connection, group, new Map([[one, new Map([[0, 7], [1, 4]])], [two, new Map([[0, 3]])]])); // prettier-ignore
});

type Offsets = string[];

const planned = ({ moves }: RewindPlan): Offsets =>
  moves.map(({ topic, partition, newOffset }) => `${topic},${partition},${newOffset}`).sort();

/** The rows of the table that the tool prints: group, topic, partition, new offset. */
async function byKafka(command: string): Promise<Offsets> {
  const lines = await inKafkaShell(await place.home(), command);
  return lines
    .filter(([first]) => first === group)
    .map((words) => words.slice(1, 4).join(","))
    .sort();
}

const cases: [string, () => [targets.Target, Scope?, RewindOptions?]][] = [
  ["--to-latest on all topics", () => [targets.latest(), { allTopics: true }]],
  ["--to-current on one partition", () => [targets.current(), `${one}:1`]],
  ["--to-offset on partitions of two topics", () => [targets.toOffset(3), { topics: [`${one}:0,1`, two] }]],
  ["--shift-by, clamped", () => [targets.shiftBy(-6), { topics: [one, two] }, { clamp: true }]],
  ["--to-datetime with a fraction and a zone", () => [targets.toDatetime("1970-01-01T01:00:01.007+01:00"), { topics: [one, two] }]], // prettier-ignore
  ["--by-duration", () => [targets.byDuration("PT1.5S"), one]],
  ["--from-file", () => [targets.fromCsv(`${one},1,2\n${two},0,1\n`)]],
];

test.each(cases)(
  "%s: the command that a plan prints does what the plan says",
  async (_, make) => {
    const [target, scope, options] = make();
    const plan = await planRewind(at, group, target, scope, options);
    expect(await byKafka(plan.kafkaCommand(false))).toEqual(planned(plan));
  },
  60_000,
);

test("a record's time is found on each partition, the log's end where none is as late", async () => {
  const plan = await planRewind(at, group, targets.toDatetime(new Date(1007)), { topics: [one, two] });
  expect(plan.moves.map(({ newOffset }) => newOffset)).toEqual([7, 6, 3]);
});

test("files of offsets go both ways: ours into Kafka's --from-file, its --export into ours", async () => {
  const home = await place.home();
  const ours = await planRewind(at, group, targets.toOffset(3), { allTopics: true });
  await fs.writeFile(path.join(home, "ours.csv"), ours.csv);
  const connect = ["kafka-consumer-groups", "--bootstrap-server", await place.broker(), "--reset-offsets"];
  const from = [...connect, "--group", group, "--from-file", path.join(home, "ours.csv"), "--execute"];
  expect(await byKafka(from.join(" "))).toEqual(planned(ours));
  const committed = await committedOffsets(at.connection, group);
  expect(ours.moves.map(({ topic, partition }) => committed.get(topic)?.get(partition))).toEqual([3, 3, 3]);

  const exported = [...connect, "--group", group, "--all-topics", "--to-earliest", "--export", "--dry-run"];
  await inKafkaShell(home, `${exported.join(" ")} > '${path.join(home, "theirs.csv")}'`);
  expect(await fs.readFile(path.join(home, "theirs.csv"), "utf8"), "a long name in quotes").toContain(
    `"${one}"`,
  );
  const theirs = await planRewind(at, group, targets.fromFile(path.join(home, "theirs.csv")));
  expect(planned(theirs)).toEqual([`${one},0,2`, `${one},1,0`, `${two},0,0`].sort());
  await theirs.execute();
  const after = await committedOffsets(at.connection, group);
  expect(after.get(one)).toEqual(new Map([[0, 2], [1, 0]])); // prettier-ignore
}, 60_000);
