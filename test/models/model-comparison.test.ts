import { expect, test } from "vitest";
import { compareModels } from "../../src/models/model-comparison";
import { deadReckoning } from "../../src/models/dead-reckoning";
import { evaluateModel } from "../../src/models/evaluate";
import { linearModel } from "../../src/models/linear-model";
import { mean, median } from "../../src/models/statistics";
import type { PredictionOutput } from "../../src/models/evaluate";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";

const place = testPlace();
const line = evaluateModel(deadReckoning(), { clock: "records" });
const linear = evaluateModel(linearModel({ velocities: 2, ridge: 20_000 }), { clock: "records" });

test("one replay, several models on the same records: scores, tracks and charts say the same", async () => {
  const workbook = await place.workbook();
  await workbook.ingest("data/journeys.csv");
  const { source } = workbook.names;
  const replayed = await workbook.replay(source, {}, { line, linear }, { keep: "every" });
  const comparison = compareModels(replayed);
  const errors = replayed.outputs<PredictionOutput>("line").map(({ output }) => output.error);
  expect(comparison.scores[0]).toEqual({
    model: "line",
    predictions: 731,
    medianError: median(errors),
    meanError: mean(errors),
    microseconds: replayed.processors.line.microsecondsPerRecord,
  });
  expect(comparison.tracks).toHaveLength(18);
  for (const { model, track_id, predictions, meanError } of comparison.tracks) {
    const last = replayed.lastOutputs(model as "line").get(track_id) as PredictionOutput;
    expect(predictions).toBe(last.predictions);
    expect(meanError).toBeCloseTo(last.meanError, 6);
  }
  expect(comparison.byTrack().toJSON().data).toHaveLength(2);
  expect(comparison.cost().toJSON().data).toMatchObject([{ name: "line" }, { name: "linear" }]);
  expect(comparison.overTime().toJSON().data).toMatchObject([{ name: "line" }, { name: "linear" }]);
});

test("outputs that were not kept can't be compared", async () => {
  const workbook = await place.workbook();
  await workbook.ingest("data/journeys.csv");
  const replayed = await workbook.replay(workbook.names.source, {}, { line });
  expect((await errorOf(Promise.resolve().then(() => compareModels(replayed)))).code).toBe("BAD_OPTION");
});
