import { DuckDBInstance } from "@duckdb/node-api";
import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { defineProcessor } from "../../src/processor/processor";
import { committedOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { exists } from "../../src/sink/duckdb/schema";
import { earliest } from "../../src/rewind/targets";
import type { GroupOffsets } from "../../src/kafka/groups";
import { deleteTopic } from "../fixtures/admin";
import { playhead } from "../fixtures/command";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { trackCsv, trackCsvRows } from "../fixtures/track-csv";
import { until } from "../fixtures/until";
import { contents, ingestTracks, lastOutputs, rowsOf, sinkPlace, type SinkPlace } from "./helpers";

const place = testPlace();
const miles = cumulativeDistance({ unit: "mi" });
const km = cumulativeDistance({ unit: "km" });
const SHAPE = { rows: 120, tracks: 10 };

/** Where the group that mirrors the database stands; none where there is no such group. */
async function mirrored({ names, workbook }: SinkPlace): Promise<GroupOffsets[]> {
  return (await workbook.groups()).filter(({ group }) => group === names.writer);
}

test("writing twice is writing once; in the end the mirror group has no lag", async () => {
  const here = await sinkPlace(place);
  const { workbook, file, names } = here;
  await ingestTracks(here, SHAPE);
  const run = await workbook.process(miles);
  const first = await workbook.write();
  expect(first.toJSON()).toMatchObject({ outputs: 120, changes: [{ from: null, to: run.id }] });
  const after = await contents(workbook, file);
  expect(after["shown"]).toHaveLength(10);
  const second = await workbook.write();
  expect(second.toJSON()).toMatchObject({ outputs: 0, changes: [] });
  expect(await contents(workbook, file)).toEqual(after);
  expect(await mirrored(here)).toMatchObject([{ topic: names.output, partition: 0, lag: 0, state: "Empty" }]);
});

test("readers see the last step of each track, and which run it is of", async () => {
  const here = await sinkPlace(place);
  await ingestTracks(here, { rows: 6, tracks: 2 });
  const run = await here.workbook.process(km);
  await here.workbook.write();
  const outputs = await here.workbook.outputs<{ distance: number }>(run);
  const last = (key: string) => outputs.filter((output) => output.key === key).at(-1);
  const row = (track_id: string) => ({
    track_id,
    distance: last(track_id)?.output.distance,
    unit: "km",
    run_id: run.id,
    points: 3,
    event_time: new Date(last(track_id)?.timestamp ?? 0),
    processor: "cumulative-distance",
    version: 1,
  });
  expect([...(await here.workbook.query())]).toEqual([row("1"), row("2")]);
});

test("the table changes over to the next run of the group once that has caught up, and says so", async () => {
  const here = await sinkPlace(place);
  const { workbook, names } = here;
  await ingestTracks(here, SHAPE);
  const first = await workbook.process(miles);
  await workbook.write();
  await (await workbook.rewind(names.calculator, earliest())).execute();
  expect((await workbook.write()).changes, "a rewind alone replaces nothing").toEqual([]);
  const second = await workbook.process(km);
  const report = await workbook.write();
  expect(report.toJSON()).toMatchObject({ changes: [{ from: first.id, to: second.id }] });
  expect(report.text).toContain(
    `\n  to    cumulative-distance 1 (algorithm geodesic, unit km), run ${second.id}`,
  );
  const compared = await workbook.compare(first, second);
  expect(compared.counts).toMatchObject({ equal: 10, changed: 0, added: 0, removed: 0 });
  for (const { ratio } of compared.rows) expect(ratio).toBeCloseTo(1.609344, 12);
});

test("another group's run is kept beside the one that readers see, and never replaces it", async () => {
  const here = await sinkPlace(place);
  const { workbook, file } = here;
  await ingestTracks(here, SHAPE);
  const shown = await workbook.process(miles);
  await workbook.write();
  const beside = await workbook.process(km, { group: place.unique("beside") });
  expect((await workbook.write()).toJSON()).toMatchObject({ outputs: 120, changes: [] });
  expect(new Set((await workbook.query()).map((row) => row["run_id"]))).toEqual(new Set([shown.id]));
  const { results } = await contents(workbook, file);
  expect(results?.filter((row) => row["run_id"] === beside.id)).toHaveLength(10);
});

test("a second file is filled by itself and leaves the mirror group alone", async () => {
  const here = await sinkPlace(place);
  const { workbook, home, file, names } = here;
  await ingestTracks(here, SHAPE);
  await workbook.process(miles);
  const db = path.join(home, "deep", "folder", "second.duckdb");
  await workbook.write({ db });
  const connection = await place.connection();
  expect(await committedOffsets(connection, names.writer)).toEqual(new Map());
  await workbook.write();
  const before = await committedOffsets(connection, names.writer);
  expect(await contents(workbook, db)).toEqual(await contents(workbook, file));
  await fs.rm(db);
  await workbook.write({ db });
  expect(await contents(workbook, db)).toEqual(await contents(workbook, file));
  expect(await committedOffsets(connection, names.writer)).toEqual(before);
});

test("two files written at the same time, by two processes each, don't fight", async () => {
  const here = await sinkPlace(place);
  const { workbook, home, file } = here;
  await ingestTracks(here, { rows: 6000, tracks: 300 });
  const run = await workbook.process(miles);
  const other = path.join(home, "other.duckdb");
  const env = await here.env();
  const writers = [file, other, file, other].map((db) => playhead(["write", "--json", "--db", db], env));
  const finished = await Promise.all(writers);
  expect(finished.map(({ code, stderr }) => [code, stderr])).toEqual([0, 1, 2, 3].map(() => [0, ""]));
  const outputs = finished.map(({ stdout }) => (JSON.parse(stdout) as { outputs: number }).outputs);
  expect([(outputs[0] ?? 0) + (outputs[2] ?? 0), (outputs[1] ?? 0) + (outputs[3] ?? 0)]).toEqual([
    6000, 6000,
  ]);
  expect(await rowsOf(workbook, file, run)).toEqual(await lastOutputs(workbook, run));
  expect(await contents(workbook, other)).toEqual(await contents(workbook, file));
  // The group shows the home's file; how far the other is has no say in it.
  await fs.rm(other);
  await workbook.write({ db: other });
  expect(await mirrored(here)).toMatchObject([{ lag: 0 }]);
});

test("a run that emits nothing catches up as well: readers change over to its empty table", async () => {
  const here = await sinkPlace(place);
  const { workbook, names, file } = here;
  await ingestTracks(here, SHAPE);
  const first = await workbook.process(miles);
  await workbook.write();
  await (await workbook.rewind(names.calculator, earliest())).execute();
  const filter = defineProcessor({
    name: "nothing-passes",
    initialState: 0,
    step: (seen: number) => [seen + 1],
  });
  const second = await workbook.process(filter);
  expect(second.recordsOut).toBe(0);
  const report = await workbook.write();
  expect(report.toJSON()).toMatchObject({ outputs: 0, changes: [{ from: first.id, to: second.id }] });
  expect(await workbook.query()).toHaveLength(0);
  expect(await rowsOf(workbook, file, first), "the replaced run can be brought back").toEqual(
    await lastOutputs(workbook, first),
  );
  const before = await contents(workbook, file);
  await workbook.write({ rebuild: true });
  expect(await contents(workbook, file)).toEqual(before);
});

test("a run that is not through yet replaces nothing, however many of its outputs are written", async () => {
  const here = await sinkPlace(place);
  const { workbook, names, file } = here;
  await ingestTracks(here, SHAPE);
  const first = await workbook.process(miles);
  await workbook.write();
  await (await workbook.rewind(names.calculator, earliest())).execute();
  const stuck = defineProcessor({
    name: "stops-at-100",
    initialState: 0,
    step: (_seen: number, { offset }) => {
      if (offset === 100) throw new Error("this far and no further");
      return [offset, { offset }];
    },
  });
  expect((await errorOf(workbook.process(stuck))).code).toBe("BAD_RECORD");
  expect((await workbook.write()).changes).toEqual([]);
  expect(new Set((await workbook.query()).map(({ run_id }) => run_id))).toEqual(new Set([first.id]));
  expect((await contents(workbook, file))["promoted"]).toMatchObject([{ run_id: first.id }]);
});

test("stopped on request in the middle, the next one goes on from there", async () => {
  const here = await sinkPlace(place);
  const { workbook, file } = here;
  await ingestTracks(here, { rows: 60_000, tracks: 3000 });
  const run = await workbook.process(miles);
  const stopping = new AbortController();
  const writing = workbook.write({ signal: stopping.signal });
  await until("it has begun", () => exists(file));
  stopping.abort();
  const began = await writing;
  expect(began.outputs).toBeLessThan(60_000);
  const rest = await workbook.write();
  expect(began.outputs + rest.outputs).toBe(60_000);
  expect(await rowsOf(workbook, file, run)).toEqual(await lastOutputs(workbook, run));
});

test("two writers at once on one file: what one alone would have written", async () => {
  const here = await sinkPlace(place);
  const { workbook, home, file } = here;
  await ingestTracks(here, { rows: 600, tracks: 30 });
  await workbook.process(miles);
  const reports = await Promise.all([workbook.write(), workbook.write()]);
  expect(reports.flatMap(({ changes }) => changes)).toHaveLength(1);
  expect(reports.reduce((sum, { outputs }) => sum + outputs, 0)).toBe(600);
  const alone = path.join(home, "alone.duckdb");
  await workbook.write({ db: alone });
  expect(await contents(workbook, file)).toEqual(await contents(workbook, alone));
  expect(await fs.readdir(home)).not.toContainEqual(expect.stringMatching(/\.new/));
});

test("a deleted file is rebuilt from the topic with the same content, whatever it left behind", async () => {
  const here = await sinkPlace(place);
  const { workbook, file, names } = here;
  await ingestTracks(here, SHAPE);
  await workbook.process(miles);
  await workbook.write();
  await (await workbook.rewind(names.calculator, earliest())).execute();
  await workbook.process(km);
  await workbook.write();
  const before = await contents(workbook, file);
  await fs.rm(file);
  await fs.writeFile(`${file}.wal`, "what a writer that was killed had not yet put into the file");
  expect((await errorOf(workbook.query())).code).toBe("NO_RESULTS");
  await workbook.write();
  expect(await contents(workbook, file)).toEqual(before);
});

test("a follower writes what arrives while the same process asks; its file may even be deleted under it", async () => {
  const here = await sinkPlace(place);
  const { workbook, home, file } = here;
  await ingestTracks(here, SHAPE);
  await workbook.process(miles);
  const writer = await workbook.followWriting();
  expect(await workbook.query(), "it is there when the call returns").toHaveLength(10);

  const points = async (): Promise<number> => {
    const [row] = await workbook.query("SELECT sum(points) AS points FROM dist_calc");
    return Number(row?.["points"]);
  };
  const grow = async (rows: number, before: number): Promise<void> => {
    await fs.appendFile(path.join(home, "tracks.csv"), trackCsvRows({ ...SHAPE, rows }, before));
    await workbook.ingest(path.join(home, "tracks.csv"));
    await workbook.process(miles);
  };
  await grow(180, 120);
  await until("the new points are in the table", async () => (await points()) === 180);
  await fs.rm(file);
  await grow(200, 180);
  await until("all points are in the new file", async () => (await exists(file)) && (await points()) === 200);
  const report = await writer.stop();
  expect(report.outputs).toBe(120 + 60 + 200);
  expect(await writer.done).toBe(report);
  expect(await fs.readFile(path.join(home, "tracks.csv"), "utf8")).toBe(trackCsv({ ...SHAPE, rows: 200 }));
  expect(await mirrored(here)).toMatchObject([{ lag: 0 }]);
});

test("a file of another cluster is refused and left as it is", async () => {
  const here = await sinkPlace(place);
  const { workbook, file } = here;
  await ingestTracks(here, SHAPE);
  await workbook.process(miles);
  await workbook.write();
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run("UPDATE origin SET cluster_id = 'somewhere-else'");
  connection.closeSync();
  instance.closeSync();
  const before = await contents(workbook, file);
  const error = await errorOf(workbook.write());
  expect(error.code).toBe("SINK_OTHER_CLUSTER");
  expect(error.message).toContain("somewhere-else");
  expect(await contents(workbook, file)).toEqual(before);
});

test("an output topic that was deleted and made again is not taken for the one that was read", async () => {
  const here = await sinkPlace(place);
  const { workbook, names } = here;
  await ingestTracks(here, SHAPE);
  await workbook.process(miles);
  await workbook.write();
  const connection = await place.connection();
  await deleteTopic(connection, names.output);
  await ensureTopic(connection, { topic: names.output, partitions: 1 });
  const error = await errorOf(workbook.write());
  expect(error.code).toBe("LOG_GAP");
  expect(error.remedy).toContain("--rebuild");
});

test("without a topic of results there is nothing to write", async () => {
  const { workbook } = await sinkPlace(place);
  expect((await errorOf(workbook.write())).code).toBe("TOPIC_NOT_FOUND");
});
