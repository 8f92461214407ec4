import type { Algorithm } from "../distance/algorithms";
import { geodesic } from "../distance/geodesic";
import { PlayheadError } from "../errors";
import { hopLengths, type HopOutput } from "../processor/library/hop-lengths";
import { defineProcessor, type InputRecord, type Stage } from "../processor/processor";
import type { TrackPoint } from "../tracks/track-point";
import type { Workbook } from "../workbook";
import { nearly, type Exercise, type Verdict } from "./exercise";

const SHORT_METRES = 0.5;
const MOVE_METRES = 3;
/** Metres that two sums of the same moves may differ by: they may have been added up in another order. */
const EQUAL_WITHIN = 0.001;

export const chapter08 = {
  "08.1": {
    hint: "each of `everyHop` has `reference_metres`, its length by the geodesic: `filter`, then count.",
    judge: async (answer, workbook) => {
      const hops = await hopsBy("haversine", workbook);
      return nearly(answer, hops.filter((hop) => hop.reference_metres < SHORT_METRES).length);
    },
  },
  "08.2": {
    hint: 'as above, with `hopLengths({ algorithm: "geolib" })`: the largest `Math.abs(difference)` of its outputs.',
    judge: async (answer, workbook) => {
      const hops = await hopsBy("geolib", workbook);
      const worst = hops.reduce((most, { difference }) => Math.max(most, Math.abs(difference)), 0);
      return nearly(answer, worst, 0.01);
    },
  },
  "08.3": {
    hint: "the state needs the sum so far and the last place *that counted*; below 3 m keep both, but put the sum out.",
    judge: (answer, workbook) => {
      if (isProcessor(answer)) return judgeMoves(answer, workbook);
      return "A processor is asked for: what `defineProcessor({ name, initialState, step })` returns.";
    },
  },
} satisfies Record<string, Exercise>;

async function hopsBy(algorithm: Algorithm, workbook: Workbook): Promise<HopOutput[]> {
  const hops = hopLengths({ algorithm });
  const replayed = await workbook.replay(workbook.names.source, {}, { hops }, { keep: "every" });
  return replayed.outputs<HopOutput>("hops").map(({ output }) => output);
}

function isProcessor(answer: unknown): answer is Stage {
  if (typeof answer !== "object" || answer === null) return false;
  const { name, step, parse } = answer as Partial<Stage>;
  return typeof name === "string" && typeof step === "function" && typeof parse === "function";
}

async function judgeMoves(answer: Stage, workbook: Workbook): Promise<Verdict> {
  try {
    const replayed = await workbook.replay(workbook.names.source, {}, { answer, right: realMoves });
    const given = replayed.lastOutputs("answer");
    for (const [track, right] of replayed.lastOutputs("right")) {
      const verdict = judgeTrack(given.get(track), right as { distance: number });
      if (verdict !== true) return `Track ${track}: ${verdict}`;
    }
    const { answer: own, right } = replayed.processors;
    return own.recordsOut === right.recordsOut || "It has to put something out for every point, and once.";
  } catch (error) {
    if (error instanceof PlayheadError) return `It can't be run. ${error.message}`;
    throw error;
  }
}

function judgeTrack(output: unknown, right: { distance: number }): Verdict {
  const distance = (output as { distance?: unknown } | undefined)?.distance;
  if (typeof distance !== "number") return "its last output has no number `distance`.";
  if (Math.abs(distance - right.distance) <= EQUAL_WITHIN) return true;
  return `the distance is too ${distance > right.distance ? "long" : "short"}. Is it in metres, and measured from the last place that counted?`;
}

interface Moves {
  distance: number;
  last?: TrackPoint;
}

const NO_MOVES: Moves = { distance: 0 };

/** The sum of the moves of three metres and more, each from the last place that counted. */
const realMoves = defineProcessor({
  name: "real-moves",
  initialState: NO_MOVES,
  step: ({ distance, last }: Moves, { value }: InputRecord<TrackPoint>) => {
    const move = last === undefined ? 0 : geodesic(last, value);
    if (last !== undefined && move < MOVE_METRES) return [{ distance, last }, { distance }];
    return [{ distance: distance + move, last: value }, { distance: distance + move }];
  },
});
