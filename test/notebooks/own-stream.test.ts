import { expect, test } from "vitest";
import { testPlace } from "../fixtures/place";
import { cellWith } from "./executed";
import { executeAlone, TURNS } from "./turns";

const NAME = "11-your-own-stream.ipynb";
const place = testPlace();

test(
  "notebook 11 alone, in a fresh home with a prefix, and once more with its solutions",
  { timeout: 240_000 },
  async () => {
    for (const turn of TURNS) {
      const again = turn !== TURNS[0];
      const cells = await executeAlone(place, NAME, turn);
      expect(cellWith(cells, "openChapter(").text.includes("weather stations")).toBe(!again);
      const report = cellWith(cells, "workbook.ingest(file").text;
      expect(report).toContain(again ? "all 151 points of it; nothing added" : "151 records added");
      expect(report).toContain("not read: 2 waypoints and 1 route");
      expect(report).toContain("without a time: 3 points");
      expect(cellWith(cells, "const distances").text).toContain("points: 110");
      expect(cellWith(cells, "refused(").text).toContain("NO_EVENT_TIME");
      expect(cellWith(cells, "const outputs").text).toContain("hike.gpx/1");
      const map = cellWith(cells, "trackMap(points)").bundles[0] ?? {};
      expect(Object.keys(map).sort()).toEqual(["image/svg+xml", "text/html", "text/plain"]);
    }
  },
);
