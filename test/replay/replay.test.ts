import { inspect } from "node:util";
import { expect, test } from "vitest";
import { listGroups } from "../../src/kafka/groups";
import { committedOffsets, listOffsets } from "../../src/kafka/offsets";
import { listTopics } from "../../src/kafka/topics";
import type { Progress } from "../../src/progress";
import { withoutStepsBack } from "../../src/processor/library/without-steps-back";
import { pipe } from "../../src/processor/library/pipe";
import { definitionText } from "../../src/processor/processor";
import { replay } from "../../src/replay/replay";
import { commandHere } from "../fixtures/command-here";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { append, expectedTotals, someInputs, topicWith, totals, type Total } from "../processor/helpers";

const place = testPlace();
const START = 1_700_000_000_000;

/** All that a replay could leave behind on the broker. */
async function traces(): Promise<unknown> {
  const connection = await place.connection();
  const topics = (await listTopics(connection)).filter((topic) => topic.startsWith(place.prefix)).sort();
  const groups = (await listGroups(connection)).filter((group) => group.startsWith(place.prefix)).sort();
  const ends = await Promise.all(
    topics.map(async (topic) => [...(await listOffsets(connection, topic, "latest"))]),
  );
  const committed = await Promise.all(
    groups.map(async (group) =>
      [...(await committedOffsets(connection, group))].map(([topic, at]) => [topic, ...at]),
    ),
  );
  return { topics, groups, ends, committed };
}

test("several processors read a topic once, each makes what a fold makes, and nothing is left behind", async () => {
  const inputs = someInputs(300, 9);
  const { connection, sourceTopic } = await topicWith(place, inputs, 3);
  const before = await traces();
  const progress: Progress[] = [];
  const replayed = await replay(
    connection,
    sourceTopic,
    {},
    { once: totals(), again: totals(), double: totals(2) },
    { onProgress: (event) => progress.push(event) },
  );
  expect(await traces()).toEqual(before);
  expect(replayed.records).toBe(300);
  const { once, again, double } = replayed.processors;
  expect(once).toMatchObject({ recordsIn: 300, recordsOut: 300, badRecords: 0, keys: 9 });
  expect([again.stateDigest, again.outputDigests]).toEqual([once.stateDigest, once.outputDigests]);
  expect(double.stateDigest).not.toBe(once.stateDigest);
  for (const [name, factor] of [
    ["once", 1],
    ["double", 2],
  ] as const) {
    const last = [...expectedTotals(inputs, factor)].map(([key, all]) => [key, all.at(-1)]);
    expect(replayed.lastOutputs(name)).toEqual(new Map(last as [string, unknown][]));
  }
  expect(progress.at(-1)).toMatchObject({ done: 300, total: 300, finished: true });
  expect(replayed.table.text).not.toContain(once.stateDigest.slice(0, 12));
  expect(replayed.digests.text).toContain(once.stateDigest.slice(0, 12));
  expect(inspect(replayed)).toBe(inspect(replayed.table));
  const compared = await replayed.compare("once", "double", { field: "count" });
  expect(compared.counts).toMatchObject({ equal: 9, changed: 0 });
  const changed = await replayed.compare("once", "double", { field: "total" });
  expect(changed.counts.changed).toBeGreaterThan(0);
  expect((await errorOf(replayed.compare("once", "none" as "double"))).code).toBe("BAD_OPTION");
  const [row] = replayed.sideBySide("total", "once", "double");
  expect(row).toEqual({
    key: row!.key,
    once: expectedTotals(inputs).get(row!.key)!.at(-1)!.total,
    double: expectedTotals(inputs, 2).get(row!.key)!.at(-1)!.total,
  });
  expect(Object.keys(replayed.sideBySide("count")[0]!)).toEqual(["key", "once", "again", "double"]);
  expect(() => replayed.sideBySide("none")).toThrow(expect.objectContaining({ code: "BAD_OPTION" }) as Error);
  expect(() => replayed.outputs("once")).toThrow(expect.objectContaining({ code: "BAD_OPTION" }) as Error);
  const kept = await replay(connection, sourceTopic, {}, { once: totals() }, { keep: "every" });
  const made = kept.outputs<{ total: number }>("once").filter(({ key }) => key === row!.key);
  expect(made.map(({ output }) => output)).toEqual(expectedTotals(inputs).get(row!.key));
});

test("a pipe's parameters are counted in the table, and named with the digests", async () => {
  const { connection, sourceTopic } = await topicWith(place, someInputs(5, 1));
  const none = withoutStepsBack<Total>({ field: "total" });
  const chain = pipe(totals(), none, none, none);
  const replayed = await replay(connection, sourceTopic, {}, { chain, one: totals() });
  const { name, parameters } = replayed.processors.chain.definition;
  expect(replayed.table.text).toContain(`${name} 1 (${Object.keys(parameters).length} parameters)`);
  for (const [parameter, value] of Object.entries(parameters)) {
    expect(replayed.table.text).not.toContain(parameter);
    expect(replayed.digests.text).toContain(`${parameter} ${value}`);
  }
  expect(replayed.table.text).toContain(definitionText(replayed.processors.one.definition));
});

test("every output is kept when asked for, and only then", async () => {
  const inputs = someInputs(40, 3);
  const { connection, sourceTopic } = await topicWith(place, inputs);
  const range = { from: 10, to: 40 };
  const kept = await replay(connection, sourceTopic, range, { totals: totals() }, { keep: "every" });
  const seen = new Map<string, unknown[]>();
  for (const { key, output } of kept.outputs("totals")) seen.set(key, [...(seen.get(key) ?? []), output]);
  const before = expectedTotals(inputs.slice(0, 10));
  for (const [key, all] of expectedTotals(inputs)) {
    expect(seen.get(key)).toEqual(all.slice(before.get(key)?.length ?? 0));
  }
  expect(kept.outputs("totals")[0]).toMatchObject({ partition: 0, offset: 10, timestamp: START + 10_000 });
  const last = await replay(connection, sourceTopic, range, { totals: totals() });
  expect((await errorOf(Promise.resolve().then(() => last.outputs("totals")))).code).toBe("BAD_OPTION");
});

test("a range of offsets or times, with the state of what came before it or without", async () => {
  const inputs = someInputs(100, 7);
  const { connection, sourceTopic } = await topicWith(place, inputs);
  const whole = expectedTotals(inputs.slice(0, 60));
  const last = (all: ReturnType<typeof expectedTotals>) =>
    new Map([...all].map(([key, list]) => [key, list.at(-1)]));
  const times = { from: new Date(START + 20_000), to: new Date(START + 60_000) };
  for (const range of [{ from: 20, to: 60 }, times]) {
    const warm = await replay(connection, sourceTopic, range, { totals: totals() });
    expect(warm.processors.totals).toMatchObject({ recordsIn: 40, recordsOut: 40 });
    expect(warm.lastOutputs("totals")).toEqual(last(whole));
    const cold = await replay(connection, sourceTopic, { ...range, warmUp: false }, { totals: totals() });
    expect(cold.processors.totals).toMatchObject({ recordsIn: 40, recordsOut: 40 });
    expect(cold.lastOutputs("totals")).toEqual(last(expectedTotals(inputs.slice(20, 60))));
  }
});

test("the same definition over the same records has the same digests, however they were appended", async () => {
  const inputs = someInputs(200, 9);
  const [one, other] = [await topicWith(place, []), await topicWith(place, [])];
  await append(one.connection, one.sourceTopic, inputs, 200);
  await append(other.connection, other.sourceTopic, inputs, 7);
  const [a, b] = await Promise.all(
    [one, other].map(({ connection, sourceTopic }) =>
      replay(connection, sourceTopic, {}, { totals: totals() }),
    ),
  );
  const digests = ({ stateDigest, outputDigests }: { stateDigest: string; outputDigests: object }) => [
    stateDigest,
    outputDigests,
  ];
  expect(digests(a!.processors.totals)).toEqual(digests(b!.processors.totals));
});

test("refused: no processor, no topic; a signal ends it", async () => {
  const { connection, sourceTopic } = await topicWith(place, someInputs(5));
  expect((await errorOf(replay(connection, sourceTopic, {}, {}))).code).toBe("BAD_OPTION");
  expect((await errorOf(replay(connection, "nowhere", {}, { a: totals() }))).code).toBe("TOPIC_NOT_FOUND");
  const stopped = replay(connection, sourceTopic, {}, { a: totals() }, { signal: AbortSignal.abort() });
  expect((await errorOf(stopped)).code).toBe("ABORTED");
});

test("on the command line: two units over one reading, compared", async () => {
  await (await place.workbook()).ingest("data/journeys.csv");
  const { code, stdout } = await commandHere(
    ["replay", "--unit", "mi", "--unit", "km", "--compare", "--json"],
    await place.env(),
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    records: 741,
    processors: { mi: { recordsIn: 741 }, km: { recordsOut: 741 } },
    comparisons: [{ before: "mi", after: "km", counts: { changed: 0, added: 0, removed: 0 } }],
  });
});
