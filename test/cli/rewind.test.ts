import fs from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { openAppender } from "../../src/kafka/append";
import { commitOffsets, committedOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { commandHere } from "../fixtures/command-here";
import { testPlace } from "../fixtures/place";
import { numbered } from "../fixtures/records";

const place = testPlace();
let group: string;
let topic: string;

/** Two partitions of ten records; the group stands at 7 and 10. */
beforeAll(async () => {
  const connection = await place.connection();
  [group, topic] = [place.unique("group"), place.unique("topic")];
  await ensureTopic(connection, { topic, partitions: 2 });
  const appender = await openAppender(connection);
  for (const partition of [0, 1]) await appender.append(topic, numbered(0, 10, partition));
  await commitOffsets(connection, group, topic, new Map([[0, 7], [1, 10]])); // prettier-ignore
});

const run = async (...args: string[]) =>
  commandHere(["rewind", "--group", group, ...args], await place.env());

async function positions(): Promise<number[]> {
  return [...((await committedOffsets(await place.connection(), group)).get(topic)?.values() ?? [])];
}

test.each([
  [["--to-latest"], [10, 10]],
  [["--to-current"], [7, 10]],
  [
    ["--shift-by", "-2"],
    [5, 8],
  ],
  [
    ["--to-datetime", "1970-01-01T00:00:01.004Z"],
    [4, 4],
  ],
  [
    ["--by-duration", "PT1H"],
    [10, 10],
  ],
  [
    ["--shift-by", "2", "--clamp"],
    [9, 10],
  ],
])("%j: a dry run says where it would go and moves nothing", async (args, offsets) => {
  const { code, stdout, stderr } = await run("--topic", topic, ...args, "--json");
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const plan = JSON.parse(stdout) as { executed: boolean; moves: { newOffset: number }[] };
  expect(plan.executed).toBe(false);
  expect(plan.moves.map(({ newOffset }) => newOffset)).toEqual(offsets);
  expect(await positions()).toEqual([7, 10]);
});

test("a plan is exported, and a file of offsets gives the same plan", async () => {
  const file = path.join(await place.home(), "offsets.csv");
  const exported = await run("--topic", `${topic}:1`, "--to-earliest", "--export");
  expect(exported).toMatchObject({ code: 0, stdout: `${topic},1,0\n` });
  await fs.writeFile(file, exported.stdout);
  const again = await run("--from-file", file, "--export");
  expect(again.stdout).toBe(exported.stdout);
  const elsewhere = await run("--from-file", file, "--topic", `${topic}:0`);
  expect(elsewhere.code).toBe(1);
  expect(elsewhere.stderr).toContain("BAD_OFFSETS_FILE  Line 1 ");
  expect(await positions()).toEqual([7, 10]);
});

test("one partition is executed and the other stays; all topics that the group reads", async () => {
  expect((await run("--topic", `${topic}:0`, "--to-offset", "6", "--execute")).code).toBe(0);
  expect(await positions()).toEqual([6, 10]);
  const all = await run("--all-topics", "--shift-by", "-1", "--execute");
  expect(all.stdout).toContain("Done");
  expect(await positions()).toEqual([5, 9]);
  await commitOffsets(await place.connection(), group, topic, new Map([[0, 7], [1, 10]])); // prettier-ignore
});

describe("wrong usage is exit code 2, with what is missing", () => {
  test.each([
    [["--topic", "t"], "say where to"],
    [["--to-earliest"], "say what"],
    [["--topic", "t", "--to-earliest", "--to-latest"], "cannot be used with"],
    [["--topic", "t", "--shift-by", "far"], "--shift-by takes a whole number"],
    [["--topic", "t", "--to-datetime", "2014-10-01T00:00:00"], "names no zone"],
    [["--topic", "t:x", "--to-earliest"], "BAD_OPTION"],
  ])("%j", async (args, words) => {
    const { code, stdout, stderr } = await run(...args);
    expect(stderr).toContain(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

test("an offset that a log lacks is refused with the gap, exit code 1", async () => {
  const { code, stderr } = await run("--topic", topic, "--shift-by", "2");
  expect(code).toBe(1);
  expect(stderr).toContain(`Offset 12 is not in ${topic} partition 1, which holds 0 to 10`);
  expect(stderr).toContain("--clamp");
});

test("undo: a dry run says what was done and by whom, then it is taken back; exit code 1 where there is nothing", async () => {
  const env = await place.env();
  while ((await commandHere(["undo", "--execute"], env)).code === 0);
  expect((await commandHere(["undo"], env)).stderr).toContain("NOTHING_TO_UNDO");
  const before = await positions();
  await run("--topic", topic, "--to-earliest", "--execute");
  const dry = await commandHere(["undo"], env);
  expect(dry.stdout).toContain(`Undo of the rewind of ${group}`);
  expect(dry.stdout).toContain("Add --execute to do it.");
  expect(await positions()).toEqual([0, 0]);
  const done = await commandHere(["undo", "--execute", "--json"], env);
  expect(JSON.parse(done.stdout)).toMatchObject({
    entry: { type: "reset", group },
    plan: { executed: true },
  });
  expect(await positions()).toEqual(before);
});
