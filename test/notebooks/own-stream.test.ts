import path from "node:path";
import { expect, test } from "vitest";
import { PROJECT_ROOT } from "../../src/config";
import { executeNotebooks } from "../../src/notebook/execute";
import { testPlace } from "../fixtures/place";
import { cellWith, readExecuted } from "./executed";

const NAME = "11-your-own-stream.ipynb";
const place = testPlace();

test("notebook 11 alone, in a fresh home with a prefix, and once more", { timeout: 240_000 }, async () => {
  const env = (await place.env()) as Record<string, string>;
  const folder = path.join(await place.home(), "executed");
  for (const again of [false, true]) {
    await executeNotebooks([path.join(PROJECT_ROOT, "notebooks", NAME)], folder, { env });
    const cells = await readExecuted(folder, NAME);
    expect(cellWith(cells, "openChapter(").text.includes("weather stations")).toBe(!again);
    const report = cellWith(cells, "workbook.ingest(file").text;
    expect(report).toContain(again ? "all 151 points of it; nothing added" : "151 records added");
    expect(report).toContain("not read: 2 waypoints and 1 route");
    expect(report).toContain("without a time: 3 points");
    expect(cellWith(cells, "const distances").text).toContain("points: 110");
    expect(cellWith(cells, "refused(").text).toContain("NO_EVENT_TIME");
    expect(cellWith(cells, "const outputs").text).toContain("hike.gpx/1");
    expect(cells.filter(({ text }) => text.includes("yours to do"))).toHaveLength(3);
    const map = cellWith(cells, "trackMap(points)").bundles[0] ?? {};
    expect(Object.keys(map).sort()).toEqual(["image/svg+xml", "text/html", "text/plain"]);
  }
});
