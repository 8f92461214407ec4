import { deadReckoning } from "../models/dead-reckoning";
import { evaluateModel, type Clock, type PredictionOutput } from "../models/evaluate";
import { modelEvidence } from "../models/evidence";
import type { Model } from "../models/model";
import { median } from "../models/statistics";
import type { Workbook } from "../workbook";
import { nearly, type Exercise, type Verdict } from "./exercise";
import { byTrack } from "../tracks/by-track";
import { loggedPoints } from "./log";
import { hopsInMetres } from "./track-distance";

export const chapter09 = {
  "09.1": {
    hint: "`byClock.scores` has a row for each clock; divide the `medianError` of one by that of the other.",
    judge: async (answer, workbook) => {
      const medianBy = async (clock: Clock): Promise<number> =>
        median((await predicted(workbook, deadReckoning(), clock)).map(({ output }) => output.error));
      const [seconds, records] = [await medianBy("time"), await medianBy("records")];
      if (nearly(answer, records / seconds, 1e-3) === true) return "It is the other way round.";
      return nearly(answer, seconds / records, 1e-3);
    },
  },
  "09.2": {
    hint: "Its state is the last point: `predict: (last) => last`, `learn: (last, fix) => fix`, and `initialState: undefined`. The mean error is in `scores`.",
    judge: async (answer, workbook) => {
      // Who says that a car stays where it is is wrong by each hop.
      const hops = [...byTrack(await loggedPoints(workbook)).values()].flatMap((points) =>
        hopsInMetres(points),
      );
      if (nearly(answer, median(hops), 1e-6) === true)
        return "That is the median, and the mean is asked for.";
      return nearly(answer, hops.reduce((sum, hop) => sum + hop, 0) / hops.length, 1e-6);
    },
  },
  "09.3": {
    hint: "A car that goes straight on is often slowed down. `line.predict(motion, time)` tells where it is at any time: ask it for one that is a little nearer to `motion.last.time`.",
    judge: judgeModel,
  },
} satisfies Record<string, Exercise>;

async function judgeModel(answer: unknown, workbook: Workbook): Promise<Verdict> {
  if (!isModel(answer)) return "A model is asked for: an object with `name`, `predict` and `learn`.";
  let theirs: { output: PredictionOutput }[];
  try {
    theirs = await predicted(workbook, answer, "records");
  } catch (error) {
    return `It can't be tested: ${error instanceof Error ? error.message : String(error)}.`;
  }
  const line = await predicted(workbook, deadReckoning(), "records");
  const { tracks, tracksBetter, predictions } = modelEvidence(line, theirs);
  if (predictions < line.length) return "There are points that dead reckoning predicts and it does not.";
  if (tracksBetter > tracks.length / 2) return true;
  return tracksBetter === 0
    ? "It is on no track nearer than dead reckoning."
    : "It is nearer than dead reckoning on some tracks, but not on most.";
}

function isModel(answer: unknown): answer is Model<unknown> {
  if (typeof answer !== "object" || answer === null) return false;
  const { name, predict, learn } = answer as Partial<Model<unknown>>;
  return typeof name === "string" && typeof predict === "function" && typeof learn === "function";
}

async function predicted<State>(
  workbook: Workbook,
  model: Model<State>,
  clock: Clock,
): Promise<{ output: PredictionOutput }[]> {
  const outputs: { output: PredictionOutput }[] = [];
  for await (const output of workbook.iterate(evaluateModel(model, { clock }))) outputs.push(output);
  return outputs;
}
