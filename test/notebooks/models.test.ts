import path from "node:path";
import { expect, test } from "vitest";
import { PROJECT_ROOT } from "../../src/config";
import { executeNotebooks } from "../../src/notebook/execute";
import { testPlace } from "../fixtures/place";
import { cellWith, readExecuted, tableRows } from "./executed";

const NOTEBOOK = "09-models.ipynb";
const place = testPlace();

test("09 alone in a fresh home, and once more in the same: the network loses to dead reckoning, its version 2 to nobody but that", async () => {
  const folder = path.join(await place.home(), "models");
  const env = (await place.env()) as Record<string, string>;
  const file = path.join(PROJECT_ROOT, "notebooks", NOTEBOOK);
  for (const prepared of ["journeys.csv was ingested", "the playhead of"]) {
    await executeNotebooks([file], folder, { env });
    const cells = await readExecuted(folder, NOTEBOOK);
    expect(cellWith(cells, "openChapter(9)").text).toContain(prepared);
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
    for (const id of ["09.1", "09.2", "09.3"]) expect(said).toContain(`Exercise ${id}: yours to do`);
    expect(said).not.toMatch(/Hi, looks like|node_modules|\/src\//);
  }
}, 600_000);
