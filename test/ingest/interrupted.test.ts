import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { PlayheadError } from "../../src/errors";
import { HEADER } from "../../src/ingest/presence";
import { listOffsets } from "../../src/kafka/offsets";
import { addPartitions } from "../fixtures/admin";
import { playhead, startPlayhead } from "../fixtures/command";
import { testPlace } from "../fixtures/place";
import { allRecords } from "../fixtures/records";
import { trackCsv, trackCsvRows } from "../fixtures/track-csv";
import { until } from "../fixtures/until";

const place = testPlace();
const ROWS = 30_000;
/** Killed after so many rows at the latest: two kills, each a moment late, leave some to be done. */
const LATEST = ROWS / 4;
const TRACKS = 20;

async function count(topic: string): Promise<number> {
  const ends = await listOffsets(await place.connection(), topic, "latest").catch((error: unknown) => {
    if (error instanceof PlayheadError && error.code === "TOPIC_NOT_FOUND") return new Map<number, number>();
    throw error;
  });
  return [...ends.values()].reduce((sum, end) => sum + end, 0);
}

/** Starts an ingest and kills it once at least so many more records than now have arrived. */
async function killAfter(more: number, args: string[]): Promise<void> {
  const topic = args[args.indexOf("--topic") + 1] ?? "";
  const goal = (await count(topic)) + more;
  const running = startPlayhead(["ingest", ...args], await place.env());
  let over = false;
  void running.finished.then(() => (over = true));
  await until("records arrive", async () => over || (await count(topic)) >= goal);
  running.child.kill("SIGKILL");
  const { code, stderr } = await running.finished;
  expect(code, `it was killed before its end; ${stderr}`).toBeNull();
}

/** Each row exactly once, and each track's rows in their order. */
async function expectWhole(topic: string, rows: number): Promise<void> {
  const seen = new Map<string, number[]>();
  for (const { key, value } of await allRecords(await place.connection(), topic)) {
    const id = Number((JSON.parse(String(value)) as { id: string }).id);
    seen.set(String(key), [...(seen.get(String(key)) ?? []), id]);
  }
  expect(seen.size).toBe(TRACKS);
  for (const [track, ids] of seen) {
    const expected: number[] = [];
    for (let id = Number(track); id <= rows; id += TRACKS) expected.push(id);
    expect(ids).toEqual(expected);
  }
}

test("a file that grew after its ingest was killed", async () => {
  const topic = place.unique("grew");
  const file = path.join(await place.home(), "grew.csv");
  await fs.writeFile(file, trackCsv({ rows: ROWS, tracks: TRACKS }));
  await killAfter(Math.ceil(Math.random() * LATEST), [file, "--topic", topic]);
  await fs.appendFile(file, trackCsvRows({ rows: ROWS + 500, tracks: TRACKS }, ROWS));
  const { code, stderr } = await playhead(["ingest", file, "--topic", topic], await place.env());
  expect(stderr).toBe("");
  expect(code).toBe(0);
  await expectWhole(topic, ROWS + 500);

  // As it was before it grew, from a backup say: all of it is there.
  const old = path.join(await place.home(), "old.csv");
  await fs.writeFile(old, trackCsv({ rows: ROWS, tracks: TRACKS }));
  const report = await playhead(["ingest", old, "--topic", topic, "--json"], await place.env());
  expect(JSON.parse(report.stdout)).toMatchObject({ added: 0, alreadyThere: ROWS });
}, 180_000);

test("a second copy that was asked for and killed: the next ingest finishes it, and no third one begins", async () => {
  const topic = place.unique("copy");
  const file = path.join(await place.home(), "copy.csv");
  await fs.writeFile(file, trackCsv({ rows: ROWS, tracks: TRACKS }));
  await playhead(["ingest", file, "--topic", topic], await place.env());
  await killAfter(Math.ceil(Math.random() * LATEST), [file, "--topic", topic, "--again"]);
  const { code } = await playhead(["ingest", file, "--topic", topic], await place.env());
  expect(code).toBe(0);
  const rows = (await allRecords(await place.connection(), topic)).map(({ headers }) => [
    headers[HEADER.copy],
    Number(headers[HEADER.row]),
  ]);
  const copy = (number: string) => Array.from({ length: ROWS }, (_, row) => [number, row + 1]);
  expect(rows).toEqual([...copy("1"), ...copy("2")]);
}, 180_000);

test("partitions that were added after the kill: refused, as rows would be taken for missing", async () => {
  const topic = place.unique("repartitioned");
  const file = path.join(await place.home(), "repartitioned.csv");
  await fs.writeFile(file, trackCsv({ rows: ROWS, tracks: TRACKS }));
  await killAfter(1, [file, "--topic", topic]);
  await addPartitions(await place.connection(), topic, 3);
  const before = await count(topic);
  const { code, stderr } = await playhead(["ingest", file, "--topic", topic], await place.env());
  expect(code).toBe(1);
  expect(stderr).toMatch(/^PARTITIONS_DIFFER .* has 3 partitions, not 1\n/);
  expect(await count(topic)).toBe(before);
}, 180_000);

test("two processes at once ingest a file once", async () => {
  const topic = place.unique("two");
  const file = path.join(await place.home(), "two.csv");
  await fs.writeFile(file, trackCsv({ rows: ROWS, tracks: TRACKS }));
  const env = await place.env();
  const args = ["ingest", file, "--topic", topic, "--json"];
  const reports = await Promise.all([playhead(args, env), playhead(args, env)]);
  const added = reports.map(({ stdout }) => (JSON.parse(stdout) as { added: number }).added);
  expect(added.sort((a, b) => a - b)).toEqual([0, ROWS]);
  await expectWhole(topic, ROWS);
}, 180_000);
