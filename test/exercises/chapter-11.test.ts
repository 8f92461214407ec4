import { readFileSync } from "node:fs";
import path from "node:path";
import { Geodesic } from "geographiclib-geodesic";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openChapter } from "../../src/chapters/open-chapter";
import { EXERCISES, type ExerciseId } from "../../src/exercises/exercises";
import type { Workbook } from "../../src/workbook";
import { testPlace } from "../fixtures/place";
import { inNotebook } from "../notebook/hook";

const place = testPlace();
let workbook: Workbook;

beforeAll(async () => {
  const config = await place.config();
  await inNotebook(async () => (workbook = await openChapter(11, config)));
  await workbook.ingest(HIKE, { topic: workbook.names.own("my-tracks") });
});
afterAll(() => workbook.close());

async function verdict(id: ExerciseId, answer: unknown): Promise<unknown> {
  return EXERCISES[id].judge(answer, workbook);
}

const HIKE = path.resolve("data/hike.gpx");

/** The places of each segment of the file, told by its text alone. */
function segments(): [number, number][][] {
  return readFileSync(HIKE, "utf8")
    .split("<trkseg>")
    .slice(1)
    .map((text) =>
      [...text.matchAll(/<trkpt lat="(.+?)" lon="(.+?)">/g)].map((m) => [Number(m[1]), Number(m[2])]),
    );
}

/** Kilometres of a way, computed with GeographicLib alone. */
function way(places: readonly [number, number][]): number {
  const hops = places
    .slice(1)
    .map((to, index) => Geodesic.WGS84.Inverse(...places[index]!, ...to).s12 ?? NaN);
  return hops.reduce((sum, metres) => sum + metres, 0) / 1000;
}

const WALKED = segments().reduce((sum, places) => sum + way(places), 0);
const [FIRST = [], SECOND = []] = segments();
const RIDE = way([...FIRST.slice(-1), ...SECOND.slice(0, 1)]);

test.each([
  ["11.1", 3, "too small"],
  ["11.1", WALKED * 1000, "Those are metres"],
  ["11.1", WALKED + RIDE, "which nobody has recorded"],
  ["11.1", "far", "this is a string"],
  ["11.2", 443.7, "An object is asked for"],
  ["11.2", [], "An object is asked for"],
  ["11.2", { "hike.gpx/1": 443.7 }, "The track hike.gpx/2 is missing"],
  ["11.2", { "hike.gpx/1": 400, "hike.gpx/2": 485.8 }, "hike.gpx/1: That is too small"],
  ["11.3", 1, "The name of a station"],
  ["11.3", "moon", "There is no station"],
  ["11.3", "harbour", "fell further at once than at harbour"],
] as const)("%s: %j is told why not yet", async (id, answer, why) => {
  expect(await verdict(id, answer)).toContain(why);
});

test.each([
  ["11.1", WALKED],
  ["11.2", { "hike.gpx/1": 443.7, "hike.gpx/2": 485.8 }],
  ["11.2", new Map(Object.entries({ "hike.gpx/1": 443.7, "hike.gpx/2": 485.8 }))],
  ["11.3", "hill"],
] as const)("%s: %j is right", async (id, answer) => {
  expect(await verdict(id, answer)).toBe(true);
});
