import { expect, test } from "vitest";
import { testPlace } from "../fixtures/place";
import { cellWith, tableRows } from "./executed";
import { executeAlone, TURNS } from "./turns";

const NOTEBOOK = "09-models.ipynb";
const place = testPlace();

test("09 alone in a fresh home, and once more with its solutions: the network loses to dead reckoning, its version 2 to nobody but that", async () => {
  const prepared = { "as it is": "journeys.csv was ingested", solved: "the playhead of" };
  for (const turn of TURNS) {
    const cells = await executeAlone(place, NOTEBOOK, turn);
    expect(cellWith(cells, "openChapter(9)").text).toContain(prepared[turn]);
    // What the text says of the sample.
    const scores = tableRows(cellWith(cells, "compareModels(replayed)").text, "median error (m)");
    const of = (column: string) => scores.map((row) => Number(row[column]));
    expect(scores.map(({ model }) => model)).toEqual([
      "dead reckoning",
      "Kalman filter",
      "linear model",
      "neural network",
    ]);
    expect(of("median error (m)")).toEqual([18.5, 18.7, 20.2, 24.1]);
    expect(of("mean error (m)")).toEqual([25.3, 25.5, 24.7, 28.8]);
    expect(cellWith(cells, "evidence;").text).toContain("So it is better");
    expect(cellWith(cells, "duel").text).toContain("So it is not better");
    expect(cellWith(cells, "reprocessed.promote()").text).toContain(`${place.names.predictor}:`);
    const said = cells.map(({ text }) => text).join("\n");
    expect(said).not.toMatch(/Hi, looks like|node_modules|\/src\//);
  }
}, 600_000);
