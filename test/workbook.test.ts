import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { cumulativeDistance } from "../src/processor/library/cumulative-distance";
import { earliest } from "../src/rewind/targets";
import { findBroker } from "../src/broker/embedded";
import { JUPYTER_DISPLAY } from "../src/view/mime";
import { openWorkbook } from "../src/workbook";
import { errorOf } from "./fixtures/errors";
import { ownHomes } from "./fixtures/own-broker";
import { testPlace } from "./fixtures/place";
import { trackCsv } from "./fixtures/track-csv";
import { until } from "./fixtures/until";

const place = testPlace();
const homes = ownHomes();
const miles = cumulativeDistance({ unit: "mi" });
const km = cumulativeDistance({ unit: "km" });

test("ingest, process, write, query, rewind, process, write, compare: every ratio is a mile's", async () => {
  const workbook = await place.workbook();
  const { names, dataFile } = workbook;
  const rows = (await fs.readFile(dataFile, "utf8")).trim().split("\n").slice(1);
  const points = new Map<string, number>();
  for (const row of rows) {
    const track = row.split(",")[3] ?? "";
    points.set(track, (points.get(track) ?? 0) + 1);
  }
  await workbook.ingest(dataFile);
  expect([...(await workbook.topics(names.source))]).toEqual([
    { topic: names.source, partition: 0, logStartOffset: 0, logEndOffset: 741, offsets: 741 },
  ]);

  const records = await workbook.records(names.source, { from: 739 });
  expect(records).toHaveLength(2);
  const last = rows.at(-1)?.split(",") ?? [];
  expect(records[1]).toMatchObject({ partition: 0, offset: 740, key: last[3] });
  expect(JSON.parse(records[1]?.value ?? "")).toEqual({
    id: last[0],
    latitude: expect.anything() as unknown,
    longitude: expect.anything() as unknown,
    track_id: last[3],
    time: last[4],
  });
  expect(await workbook.records(names.source, { from: 3, count: 4 })).toHaveLength(4);
  expect([...(await workbook.records(names.source, { from: 741 }))]).toEqual([]);

  const first = await workbook.process(miles);
  await workbook.write();
  const inMiles = await workbook.query();
  expect(new Map(inMiles.map((row) => [String(row["track_id"]), row["points"]]))).toEqual(points);
  expect(new Set(inMiles.map(({ unit }) => unit))).toEqual(new Set(["mi"]));

  const before = await workbook.groups(names.calculator);
  expect([...before]).toEqual([
    {
      group: names.calculator,
      topic: names.source,
      partition: 0,
      currentOffset: 741,
      logEndOffset: 741,
      lag: 0,
      state: "Empty",
    },
  ]);
  const plan = await workbook.rewind(names.calculator, earliest());
  expect([...(await workbook.groups(names.calculator))]).toEqual([...before]);
  await plan.execute();
  expect(await workbook.groups(names.calculator)).toMatchObject([{ currentOffset: 0, lag: 741 }]);

  const second = await workbook.process(km);
  await workbook.write();
  expect(new Set((await workbook.query()).map(({ unit }) => unit))).toEqual(new Set(["km"]));
  const compared = await workbook.compare(first, second);
  expect(compared.rows.map(({ key }) => key)).toEqual([...points.keys()].sort((a, b) => +a - +b));
  for (const { before, after, ratio, change } of compared.rows) {
    expect(change).toBe("equal");
    if (before === 0) expect([after, ratio]).toEqual([0, null]);
    else expect(ratio).toBeCloseTo(1.609344, 12);
  }
  expect((await workbook.runs()).map(({ id }) => id)).toEqual([second.id, first.id]);
  expect(await workbook.outputs(second)).toHaveLength(741);
});

test("the playheads of a topic's groups are drawn where they stand", async () => {
  const prefix = `${place.unique("tape")}.`;
  const workbook = await place.workbook({ prefix });
  const csv = path.join(await place.home(), "tape.csv");
  await fs.writeFile(csv, trackCsv({ rows: 30, tracks: 3 }));
  await workbook.ingest(csv);
  await workbook.process(miles);
  const view = await workbook.playheads();
  const { "text/plain": text, "image/svg+xml": svg } = view[JUPYTER_DISPLAY]();
  expect(text).toContain(workbook.names.source);
  expect(text).toContain(workbook.names.calculator);
  expect(text).toMatch(/\b30\b/);
  expect(svg).toContain(workbook.names.calculator);
  const both = await workbook.playheads(workbook.names.source, workbook.names.output);
  expect(both.text).toContain(workbook.names.output);
});

test("a picture that follows the groups: it moves with them, and ends with the next one and with the workbook", async () => {
  const prefix = `${place.unique("watch")}.`;
  const shown: string[][] = [];
  const openView = () => {
    const texts: string[] = [];
    shown.push(texts);
    return ({ text }: { text: string }): void => void texts.push(text);
  };
  const workbook = await place.workbook({ prefix, openView });
  const csv = path.join(await place.home(), "watch.csv");
  await fs.writeFile(csv, trackCsv({ rows: 30, tracks: 3 }));
  await workbook.ingest(csv);
  const first = await workbook.watchPlayheads();
  expect(first.view.text).toContain("no consumer group has a place");
  await workbook.process(miles);
  await until("the group has been seen at the end", () =>
    shown[0]!.some((text) => text.includes("frame 30 of 30 · lag 0")),
  );
  const second = await workbook.watchPlayheads({ topics: [workbook.names.source, workbook.names.output] });
  await first.done;
  expect(first.view.text).toContain("as of");
  expect(second.view.text).toContain("live");
  await workbook.close();
  await second.done;
  expect(shown.map((texts) => texts.at(-1))).toEqual([
    expect.stringContaining("as of"),
    expect.stringContaining("as of"),
  ]);
});

test("before anything has happened: no results, no groups of that name, no such topic, no runs", async () => {
  const prefix = `${place.unique("empty")}.`;
  const home = path.join(await place.home(), "empty");
  const workbook = await place.workbook({ prefix, home });
  expect((await errorOf(workbook.query())).code).toBe("NO_RESULTS");
  expect((await errorOf(workbook.compare({ id: "a" }, { id: "b" }))).code).toBe("RUN_NOT_FOUND");
  expect((await errorOf(workbook.groups(workbook.names.calculator))).code).toBe("GROUP_NOT_FOUND");
  expect((await errorOf(workbook.topics(workbook.names.source))).code).toBe("TOPIC_NOT_FOUND");
  expect((await errorOf(workbook.records(workbook.names.source))).code).toBe("TOPIC_NOT_FOUND");
  expect(await workbook.runs()).toEqual([]);
});

test("closing stops what still follows", async () => {
  const prefix = `${place.unique("closing")}.`;
  const home = path.join(await place.home(), "closing");
  const workbook = await place.workbook({ prefix, home });
  const csv = path.join(await place.home(), "closing.csv");
  await fs.writeFile(csv, trackCsv({ rows: 30, tracks: 3 }));
  await workbook.ingest(csv);
  const processor = await workbook.follow(miles);
  await processor.caughtUp;
  const writer = await workbook.followWriting();
  await until("all is in the table", async () => {
    const [row] = await workbook.query("SELECT sum(points) AS points FROM dist_calc");
    return row?.["points"] === 30;
  });
  const other = await place.workbook({ prefix, home });
  expect(await other.groups(other.names.calculator)).toMatchObject([{ state: "Stable", lag: 0 }]);
  await workbook.close();
  expect((await processor.done).recordsIn).toBe(30);
  expect((await writer.done).outputs).toBe(30);
  expect(await other.groups(other.names.calculator)).toMatchObject([{ state: "Empty", lag: 0 }]);
});

test("a broker killed between two calls is there again for the next one, with all data", async () => {
  const home = await homes.make();
  const workbook = openWorkbook({ home, brokers: undefined, prefix: "" });
  try {
    const csv = path.join(path.dirname(home), "tracks.csv");
    await fs.writeFile(csv, trackCsv({ rows: 300, tracks: 3 }));
    await workbook.ingest(csv);
    const first = await workbook.process(miles);
    const { pid } = (await findBroker(home)) ?? {};
    process.kill(pid as number, "SIGKILL");
    await workbook.write();
    expect(await workbook.query()).toHaveLength(3);
    expect((await findBroker(home))?.pid).not.toBe(pid);
    expect((await workbook.runs()).map(({ id }) => id)).toEqual([first.id]);
  } finally {
    await workbook.close();
  }
}, 120_000);

test("an interrupted cell ends what it has begun; what follows goes on", async () => {
  const cell = new AbortController();
  const workbook = await place.workbook({ interrupt: () => cell.signal });
  const topic = place.unique("interrupted");
  await workbook.ingest("data/journeys.csv", { topic });
  const call = { topic, group: place.unique("interrupted"), output: place.unique("interrupted") };
  const following = await workbook.follow(cumulativeDistance({ unit: "km" }), call);
  await following.caughtUp;
  cell.abort();
  const other = { ...call, group: place.unique("interrupted"), output: place.unique("interrupted") };
  expect((await workbook.process(cumulativeDistance({ unit: "km" }), other)).recordsIn).toBe(0);
  expect((await workbook.groups(call.group))[0]?.state).toBe("Stable");
  await following.stop();
});
