import path from "node:path";
import { expect, test } from "vitest";
import { PROJECT_ROOT } from "../../src/config";
import { executeNotebooks } from "../../src/notebook/execute";
import { testPlace } from "../fixtures/place";
import { cellWith, readExecuted, tableRows } from "./executed";
import { expectTrue, sampleTruth } from "./truth";

const NAME = "08-which-algorithm.ipynb";
const place = testPlace();

test(
  "alone in a fresh home, and once more in the same: the true distances, the maps, and nothing committed",
  { timeout: 900_000 },
  async () => {
    const env = (await place.env()) as Record<string, string>;
    for (const turn of ["first", "second"]) {
      const folder = path.join(await place.home(), turn);
      await executeNotebooks([path.join(PROJECT_ROOT, "notebooks", NAME)], folder, { env });
      const cells = await readExecuted(folder, NAME);
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
      const said = cells.flatMap(({ text }) => text.match(/Exercise .*$/gm) ?? []);
      expect(said).toEqual(["08.1", "08.2", "08.3"].map((id) => `Exercise ${id}: yours to do`));
    }
  },
);
