import { expect, test } from "vitest";
import { cumulativeDistance, earliest } from "../src/index";
import { readTopic } from "../src/kafka/log";
import { listGroups } from "../src/kafka/groups";
import { listTopics } from "../src/kafka/topics";
import type { Workbook } from "../src/workbook";
import { testPlace } from "./fixtures/place";

const ada = testPlace();
const ben = testPlace();

/** What a learner does in the first four notebooks, and ends with a table in `last`. */
async function course(workbook: Workbook, first: "mi" | "km", last: "mi" | "km"): Promise<void> {
  const { calculator } = workbook.names;
  await workbook.ingest("data/journeys.csv");
  await workbook.process(cumulativeDistance({ unit: first }));
  await workbook.write();
  await (await workbook.rewind(calculator, earliest())).execute();
  await workbook.process(cumulativeDistance({ unit: last }));
  await workbook.write();
}

/** What is on the cluster under a learner's prefix. */
function own(names: readonly string[], prefix: string): string[] {
  return names.filter((name) => name.startsWith(prefix));
}

/** The values of a topic as text, to look for another's names in them. */
async function textOf(topic: string): Promise<string> {
  const connection = await ada.connection();
  const texts: string[] = [];
  for await (const { records } of readTopic(connection, topic)) {
    texts.push(...records.map(({ key, value }) => `${String(key)} ${String(value)}`));
  }
  expect(texts, topic).not.toEqual([]);
  return texts.join("\n");
}

test("two learners on one cluster, at the same steps at the same time, do not meet", async () => {
  const [adas, bens] = await Promise.all([ada.workbook(), ben.workbook()]);
  expect(await adas.brokers()).toBe(await bens.brokers());
  await Promise.all([course(adas, "mi", "km"), course(bens, "km", "mi")]);

  const connection = await ada.connection();
  const [topics, groups] = [await listTopics(connection), await listGroups(connection)];
  for (const names of [topics, groups]) {
    expect(own(names, ada.prefix).length).toBeGreaterThan(0);
    expect(own(names, ben.prefix)).toHaveLength(own(names, ada.prefix).length);
    expect(own(names, ada.prefix).join(" ")).not.toContain(ben.prefix);
    expect(own(names, ben.prefix).join(" ")).not.toContain(ada.prefix);
  }

  for (const [workbook, other, unit] of [
    [adas, ben, "km"],
    [bens, ada, "mi"],
  ] as const) {
    // Each has every point once, in a topic of their own, and a table in the unit that they chose.
    expect(await workbook.query("SELECT DISTINCT unit FROM dist_calc")).toMatchObject([{ unit }]);
    const runs = await workbook.runs();
    expect(runs.map(({ definition }) => definition.parameters["unit"])).toEqual([
      unit,
      unit === "km" ? "mi" : "km",
    ]);
    const offsets = await workbook.groups();
    expect(offsets.length).toBeGreaterThan(0);
    for (const { group, topic } of offsets) expect(`${group} ${topic}`).not.toContain(other.prefix);
    // What is written down for later calls: the files ingested, the runs, the moves.
    const { ledger, runs: runsTopic, journal } = workbook.names;
    for (const topic of [ledger, runsTopic, journal]) expect(await textOf(topic)).not.toContain(other.prefix);
    const id = workbook.names.transactionalId(workbook.names.calculator, workbook.names.source, 0);
    expect(id.startsWith(workbook.config.prefix)).toBe(true);
  }
  const lengths = await Promise.all([adas, bens].map((workbook) => textOf(workbook.names.source)));
  expect(lengths[0]).toBe(lengths[1]);
});

test("an undo takes back one's own rewind, not the other's later one", async () => {
  const [adas, bens] = await Promise.all([ada.workbook(), ben.workbook()]);
  const atStart = async (workbook: Workbook): Promise<boolean> =>
    (await workbook.groups())
      .filter(({ group }) => group === workbook.names.calculator)
      .every(({ currentOffset }) => currentOffset === 0);
  for (const workbook of [adas, bens]) {
    await (await workbook.rewind(workbook.names.calculator, earliest())).execute();
    expect(await atStart(workbook)).toBe(true);
  }
  await (await adas.undo()).execute();
  expect(await atStart(adas)).toBe(false);
  expect(await atStart(bens)).toBe(true);
});
