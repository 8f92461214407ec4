import { expect, test } from "vitest";
import { testPlace } from "../fixtures/place";
import { cellWith, tableRows } from "./executed";
import { expectTrue, sampleTruth } from "./truth";
import { executeAlone, TURNS } from "./turns";

const NAME = "08-which-algorithm.ipynb";
const place = testPlace();

test(
  "alone in a fresh home, and once more with its solutions: the true distances, the maps, and nothing committed",
  { timeout: 900_000 },
  async () => {
    for (const turn of TURNS) {
      const cells = await executeAlone(place, NAME, turn);
      const rows = tableRows(cellWith(cells, '"haversine", "geolib", "geolib-precise"').text, "geodesic (m)");
      const kilometres = rows.map((row) => [row["key"] ?? "", Number(row["geodesic (m)"]) / 1000] as const);
      expectTrue(new Map(kilometres), "km", sampleTruth());
      for (const map of ["colouredTrackMap(everyHop", "worstHopMap(everyHop"]) {
        const cell = cellWith(cells, map);
        expect(Object.keys(cell.bundles[0] ?? {}).sort()).toEqual([
          "image/svg+xml",
          "text/html",
          "text/plain",
        ]);
      }
      expect(cellWith(cells, "worstHopMap(everyHop").text).toContain("too short");
    }
  },
);
