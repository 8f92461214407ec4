import { describe, expect, it } from "vitest";
import { truncate } from "node:fs/promises";
import { checkTrackFile } from "../../src/tracks/check-file";
import { MAX_GPX_BYTES } from "../../src/tracks/gpx-file";
import { readTrackFile, type ReadTrackFileOptions } from "../../src/tracks/track-file";
import type { TrackRow } from "../../src/tracks/csv-rows";
import { gpxText } from "../fixtures/gpx";
import { errorOf, HEADER, tempFiles } from "./helpers";

const write = tempFiles();

async function rowsOf(file: string, options?: ReadTrackFileOptions): Promise<TrackRow[]> {
  const all: TrackRow[] = [];
  for await (const rows of readTrackFile(file, options)) all.push(...rows);
  return all;
}

const HIKE = gpxText(
  [
    [
      [
        { lat: 1, lon: 2, time: "2023-03-06T07:12:00Z" },
        { lat: 1, lon: 3 },
      ],
      [{ lat: 91, lon: 3 }],
    ],
  ],
  '<wpt lat="1" lon="2"/>',
);

describe("readTrackFile", () => {
  it("reads CSV and, by the file's ending, GPX", async () => {
    const csv = await write(`${HEADER}\n1,2,3,4,9/13/2014 7:24\n`);
    expect(await rowsOf(csv)).toMatchObject([{ point: { track_id: "4" } }]);
    expect(await rowsOf(await write(HIKE, "Hike.GPX"))).toMatchObject([
      { point: { track_id: "Hike.GPX/1" } },
      { point: { time: null } },
      { reason: expect.stringContaining("point 1: latitude 91") as string },
    ]);
    const renamed = await write(HIKE, "renamed.gpx");
    expect(await rowsOf(renamed, { name: "hike.gpx" })).toMatchObject([
      { point: { track_id: "hike.gpx/1" } },
      {},
      {},
    ]);
  });

  it("takes a byte order mark for none", async () => {
    expect(await rowsOf(await write(`\uFEFF${HIKE}`, "bom.gpx"))).toHaveLength(3);
  });

  it("reads the times of a GPX file that don't say their zone in the one that is given", async () => {
    const file = await write(gpxText([[[{ lat: 1, lon: 2, time: "2014-09-13T07:24:00" }]]]), "zone.gpx");
    expect(await rowsOf(file)).toMatchObject([{ eventTime: Date.UTC(2014, 8, 13, 7, 24) }]);
    const there = await rowsOf(file, { timeZone: "America/Maceio" });
    expect(there).toMatchObject([{ eventTime: Date.UTC(2014, 8, 13, 10, 24) }]);
  });

  it("refuses a file that is not the one that was checked", async () => {
    const file = await write(HIKE, "changed.gpx");
    const expected = await checkTrackFile(file);
    await write(HIKE.replace('lat="1"', 'lat="2"'), "changed.gpx");
    expect(await errorOf(rowsOf(file, { expected }))).toMatchObject({ code: "FILE_CHANGED" });
  });
});

describe("checkTrackFile of a GPX file", () => {
  it("counts what is there, what is not read, and what is bad", async () => {
    const check = await checkTrackFile(await write(HIKE, "count.gpx"));
    expect(check).toMatchObject({
      rows: 3,
      badRowCount: 1,
      firstEventTime: Date.UTC(2023, 2, 6, 7, 12),
      lastEventTime: Date.UTC(2023, 2, 6, 7, 12),
      prefixes: [],
      gpx: { waypoints: 1, routes: 0, untimed: 1 },
    });
    expect([...check.trackIds]).toEqual(["count.gpx/1"]);
    expect(check.badRows[0]?.reason).toContain("track 1, segment 2, point 1: latitude 91");
  });

  it.each([
    ["waypoints.gpx", gpxText([], '<wpt lat="1" lon="2"/>'), "FILE_EMPTY"],
    ["empty.gpx", "", "FILE_EMPTY"],
    ["csv.gpx", `${HEADER}\n`, "BAD_GPX"],
    ["utf16.gpx", Buffer.from(`\uFEFF${HIKE}`, "utf16le"), "BAD_GPX"],
  ])("refuses %s", async (name, content, code) => {
    expect(await errorOf(checkTrackFile(await write(content, name)))).toMatchObject({ code });
  });

  it("refuses a file that is too large to be read as a whole", async () => {
    const file = await write(HIKE, "large.gpx");
    await truncate(file, MAX_GPX_BYTES + 1);
    expect(await errorOf(checkTrackFile(file))).toMatchObject({
      code: "FILE_TOO_LARGE",
      message: expect.stringContaining("up to 32.0 MiB") as string,
    });
  });
});
