import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hikeGpx } from "../../data/hike";
import { checkTrackFile } from "../../src/tracks/check-file";

const FILE = join(__dirname, "../../data/hike.gpx");

test("the sample of a GPX file is what its maker makes: if not, run npx tsx data/generate.ts", async () => {
  expect(await readFile(FILE, "utf8")).toBe(hikeGpx());
});

test("it has what its description says", async () => {
  const check = await checkTrackFile(FILE);
  expect(check).toMatchObject({
    rows: 151,
    badRowCount: 0,
    gpx: { waypoints: 2, routes: 1, untimed: 3 },
  });
  expect([...check.trackIds]).toEqual(["hike.gpx/1", "hike.gpx/2"]);
});
