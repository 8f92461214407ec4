import path from "node:path";
import { expect, test } from "vitest";
import { readJournal, record, type Promotion } from "../../src/journal/journal";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { defineProcessor } from "../../src/processor/processor";
import { planUnpromotion } from "../../src/promotion/plan";
import { promotionsOf } from "../../src/promotion/history";
import { earliest } from "../../src/rewind/targets";
import { commandHere } from "../fixtures/command-here";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { until } from "../fixtures/until";
import { contents, ingestTracks, sinkPlace, type SinkPlace } from "../sink/helpers";

const place = testPlace();
const miles = cumulativeDistance({ unit: "mi" });
const km = cumulativeDistance({ unit: "km" });

/** The run that readers of a file see. */
async function seen({ workbook }: SinkPlace, db = workbook.sink.name): Promise<unknown> {
  return (await workbook.query("SELECT any_value(run_id) AS run FROM dist_calc", { db }))[0]?.["run"];
}

async function promotions({ names }: SinkPlace): Promise<Promotion[]> {
  return promotionsOf(await readJournal(await place.connection(), names.journal), names.output);
}

/** Rewinds the group, then processes. */
async function again(here: SinkPlace, processor: typeof km, promote = true) {
  await (await here.workbook.rewind(here.names.calculator, earliest())).execute();
  return here.workbook.process(processor, { promote });
}

async function twoRuns() {
  const here = await sinkPlace(place);
  await ingestTracks(here, { rows: 60, tracks: 5 });
  const first = await here.workbook.process(miles);
  await here.workbook.write();
  const second = await again(here, km);
  await here.workbook.write();
  const connection = await place.connection();
  const { names, workbook } = here;
  const undo = async () =>
    planUnpromotion(
      { connection, names, sink: workbook.sink, write: () => workbook.write() },
      (await promotions(here)).at(-1) as Promotion,
    );
  return { here, workbook, first, second, undo };
}

test("what changes over by itself is in the journal, once, whoever writes how many files", async () => {
  const { here, workbook, first, second } = await twoRuns();
  await Promise.all(["a", "b"].map((name) => workbook.write({ db: path.join(here.home, `${name}.duckdb`) })));
  expect(await promotions(here)).toMatchObject([
    { from: null, to: first.id, automatic: true },
    { from: first.id, to: second.id, automatic: true },
  ]);
  const journal = await readJournal(await place.connection(), here.names.journal);
  expect(
    journal.filter(({ type }) => type === "promotion"),
    "no idle entry stays",
  ).toHaveLength(2);
});

test("an older run promoted by hand: a dry run first; it stays through writes and a rebuild, until the next run", async () => {
  const { here, workbook, first, second } = await twoRuns();
  const plan = await workbook.promote(first);
  expect(plan.toJSON()).toMatchObject({
    executed: false,
    outputTopic: here.names.output,
    from: { run: second.id, rows: 5, units: ["km"] },
    to: { run: first.id, rows: 5, units: ["mi"] },
  });
  expect(plan.text).toMatch(/would see .*unit mi.* mi +5$/m);
  expect(await promotions(here)).toHaveLength(2);
  expect(await seen(here)).toBe(second.id);
  await plan.execute();
  await plan.execute();
  expect(plan.text).toContain("Done");
  expect(await promotions(here)).toHaveLength(3);
  expect((await promotions(here))[2]).toMatchObject({
    automatic: false,
    client: expect.any(String) as string,
  });
  expect(await seen(here)).toBe(first.id);
  expect((await workbook.write()).changes).toEqual([]);
  const before = await contents(workbook, here.file);
  await workbook.write({ rebuild: true });
  expect(await contents(workbook, here.file)).toEqual(before);
  expect(await seen(here)).toBe(first.id);
  const third = await again(here, km);
  expect((await workbook.write()).toJSON()).toMatchObject({ changes: [{ from: first.id, to: third.id }] });
});

test("undone, and the undoing undone by hand: readers follow back and forth, and to none", async () => {
  const { here, workbook, first, second, undo } = await twoRuns();
  const plan = await undo();
  expect(await seen(here), "a dry run").toBe(second.id);
  await plan.execute();
  await plan.execute();
  expect(await seen(here)).toBe(first.id);
  expect((await promotions(here)).at(-1)).toMatchObject({ from: second.id, to: first.id, automatic: false });
  expect(await promotions(here)).toHaveLength(3);
  await (await workbook.promote(second)).execute();
  expect(await seen(here)).toBe(second.id);
  const [shownFirst] = await promotions(here);
  const connection = await place.connection();
  const target = { connection, names: here.names, sink: workbook.sink, write: () => workbook.write() };
  await (await planUnpromotion(target, shownFirst as Promotion)).execute();
  expect(await workbook.query()).toHaveLength(0);
  expect((await workbook.write()).changes, "and stays so").toEqual([]);
  await workbook.write({ rebuild: true });
  expect(await workbook.query()).toHaveLength(0);
});

test("a run that is kept aside is shown when it is promoted, not before", async () => {
  const { here, workbook, second } = await twoRuns();
  const aside = await again(here, miles, false);
  await workbook.process(miles);
  expect((await workbook.write()).changes, "going on without the flag changes nothing").toEqual([]);
  expect(await seen(here)).toBe(second.id);
  await (await workbook.promote(aside)).execute();
  expect(await seen(here)).toBe(aside.id);
});

test("a run that catches up while an older one is chosen by hand takes over; a writer that follows notices both", async () => {
  const { here, workbook, first } = await twoRuns();
  const other = path.join(here.home, "other.duckdb");
  const writer = await workbook.followWriting({ db: other });
  await (await workbook.promote(first)).execute();
  await until("the other file shows it, too", async () => (await seen(here, other)) === first.id);
  const third = await again(here, km);
  await until("the next run has taken over", async () => (await seen(here, other)) === third.id);
  await writer.stop();
  await workbook.write();
  expect(await seen(here)).toBe(third.id);
});

test("an entry without its change-over, as after a kill in between: the next write changes over", async () => {
  const { here, workbook, first, second } = await twoRuns();
  const connection = await place.connection();
  const entry = { type: "promotion" as const, outputTopic: here.names.output, automatic: false };
  await record(connection, here.names.journal, { ...entry, from: second.id, to: first.id });
  expect(await seen(here)).toBe(second.id);
  expect((await workbook.write()).toJSON()).toMatchObject({ changes: [{ from: second.id, to: first.id }] });
  expect(await promotions(here)).toHaveLength(3);
});

test("refused: a run there is not, one that is not whole, a plan that others have overtaken", async () => {
  const { here, workbook, first, second } = await twoRuns();
  expect((await errorOf(workbook.promote("nobody:nothing:1"))).code).toBe("RUN_NOT_FOUND");
  const stuck = defineProcessor({
    name: "stops-at-30",
    initialState: 0,
    step: (_seen: number, { offset }) => {
      if (offset === 30) throw new Error("this far and no further");
      return [offset, { offset }];
    },
  });
  const group = place.unique("stuck");
  // One transaction holds all before the record that can't be processed.
  expect((await errorOf(workbook.process(stuck, { group }))).code).toBe("BAD_RECORD");
  expect((await errorOf(workbook.promote(`${group}:${here.names.source}:1`))).code).toBe("RUN_INCOMPLETE");
  const plan = await workbook.promote(first);
  const third = await again(here, miles);
  await workbook.write();
  const error = await errorOf(plan.execute());
  expect(error).toMatchObject({ code: "PROMOTED_MEANWHILE" });
  expect(error.message).toContain(`${second.id} when this plan was made and see ${third.id} now`);
  expect(await seen(here)).toBe(third.id);
});

test("on the command line", async () => {
  const { here, first } = await twoRuns();
  const env = await here.env();
  const dry = await commandHere(["promote", first.id], env);
  expect(dry.code).toBe(0);
  expect(dry.stdout).toMatch(/Dry run[^]*Add --execute/);
  expect(await seen(here)).not.toBe(first.id);
  const done = await commandHere(["promote", first.id, "--execute", "--json"], env);
  expect(JSON.parse(done.stdout)).toMatchObject({ executed: true, to: { run: first.id, units: ["mi"] } });
  expect(await seen(here)).toBe(first.id);
  const refused = await commandHere(["promote", "no-such-run", "--execute"], env);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("RUN_NOT_FOUND") as string });
});
