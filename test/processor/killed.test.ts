import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import type { DistanceOutput } from "../../src/processor/library/cumulative-distance";
import { HEADER } from "../../src/processor/headers";
import { describeGroup } from "../../src/kafka/groups";
import { committedOffsets, listOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { readRuns, runsOf } from "../../src/processor/runs";
import type { TrackPoint } from "../../src/tracks/track-point";
import { startPlayhead } from "../fixtures/command";
import { testPlace, type TestPlace } from "../fixtures/place";
import { until } from "../fixtures/until";
import { outputsByKey, readTopic } from "./helpers";
import { appendPoints, expectedMetres, points } from "./points";

const TIMES = Number(process.env["TIMES"] ?? 2);

/** Offsets that the group has committed, over all partitions. */
async function committed(place: TestPlace): Promise<number> {
  const offsets = await committedOffsets(await place.connection(), place.names.calculator);
  return [...(offsets.get(place.names.source)?.values() ?? [])].reduce((sum, offset) => sum + offset, 0);
}

/** Every record was processed exactly once, in one run, and every distance is right. */
async function expectExactlyOnce(place: TestPlace, all: readonly TrackPoint[]): Promise<void> {
  const connection = await place.connection();
  const { runs, output, calculator, source } = place.names;
  const known = runsOf(await readRuns(connection, runs), calculator, source);
  expect(known.map(({ number }) => number)).toEqual([1]);
  const records = await readTopic(connection, output);
  expect(records.filter(({ headers }) => headers[HEADER.warmUp] !== undefined)).toEqual([]);
  expect(new Set(records.map(({ headers }) => headers[HEADER.source])).size).toBe(all.length);
  expect(records).toHaveLength(all.length);
  const outputs = await outputsByKey<DistanceOutput>(connection, output);
  const metres = new Map([...outputs].map(([key, list]) => [key, list.map(({ distance }) => distance)]));
  expect(metres).toEqual(expectedMetres(all));
}

test("killed at random moments and begun again, every output is there exactly once", async () => {
  const place = testPlaces.killed;
  const connection = await place.connection();
  // Enough for several transactions in each partition.
  const all = points(60_000);
  await ensureTopic(connection, { topic: place.names.source, partitions: 3 });
  await appendPoints(connection, place.names.source, all);
  const env = await place.env();
  const moments: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const before = await committed(place);
    const { child, finished } = startPlayhead(["process", "--unit", "m"], env);
    await until("it is at work", async () => (await committed(place)) > before || child.exitCode !== null);
    await delay(Math.random() * 100 * time);
    child.kill("SIGKILL");
    await finished;
    moments.push(await committed(place));
  }
  const { code, stderr } = await startPlayhead(["process", "--unit", "m"], env).finished;
  expect({ code, stderr, moments }).toMatchObject({ code: 0, stderr: "" });
  await expectExactlyOnce(place, all);
  // One at least has to have been killed in the middle, or this has tested nothing.
  expect(Math.min(...moments)).toBeLessThan(all.length);
}, 240_000);

test("of two members that share the partitions one is killed: the other takes over, nothing is lost or doubled", async () => {
  const place = testPlaces.members;
  const connection = await place.connection();
  const { source, calculator } = place.names;
  await ensureTopic(connection, { topic: source, partitions: 3 });
  const all = points(24_000);
  const env = await place.env();
  const [first, second] = [0, 1].map(() => startPlayhead(["process", "--unit", "m", "--follow"], env));
  if (first === undefined || second === undefined) throw new Error("two are needed");
  await until(
    "both are members",
    async () => (await describeGroup(connection, calculator)).members.length === 2,
  );

  const half = all.length / 2;
  await appendPoints(connection, source, all.slice(0, half));
  await until("a part is processed", async () => (await committed(place)) > 0);
  first.child.kill("SIGKILL");
  await appendPoints(connection, source, all.slice(half));
  const ends = async () => [...(await listOffsets(connection, source, "latest")).values()];
  await until("the other has done all of it", async () => {
    const total = (await ends()).reduce((sum, end) => sum + end, 0);
    return (await committed(place)) === total;
  });
  second.child.kill("SIGINT");
  const { code, stdout } = await second.finished;
  expect(code).toBe(0);
  expect(stdout).toContain(`run ${calculator}:${source}:1`);
  await expectExactlyOnce(place, all);
}, 240_000);

const testPlaces = { killed: testPlace(), members: testPlace() };
