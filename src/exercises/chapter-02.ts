import type { InputRecord, StepResult } from "../processor/processor";
import type { TrackPoint } from "../tracks/track-point";
import type { Exercise, Verdict } from "./exercise";
import { nearly } from "./exercise";
import { byTrack } from "../tracks/by-track";
import { loggedPoints, type LoggedPoint } from "./log";
import { hopsInMetres, trackMetres } from "./track-distance";
import { largestTrack } from "./track-answer";

export const chapter02 = {
  "02.1": {
    hint: "`SELECT track_id FROM dist_calc ORDER BY … DESC LIMIT 1`, and take the first row's `track_id`.",
    judge: async (answer, workbook) => {
      const tracks = byTrack(await loggedPoints(workbook));
      const metres = new Map([...tracks].map(([track, points]) => [track, trackMetres(points)]));
      return largestTrack(answer, metres, "that has come furthest");
    },
  },
  "02.2": {
    hint: "A track of n points has n − 1 hops: `sum(distance) / sum(points - 1)` is in miles, and a mile has 1609.344 m.",
    judge: async (answer, workbook) => {
      const hops = [...byTrack(await loggedPoints(workbook)).values()].flatMap((points) =>
        hopsInMetres(points),
      );
      const mean = hops.reduce((sum, metres) => sum + metres, 0) / hops.length;
      if (nearly(answer, mean / 1609.344, 1e-4) === true) return "Those are miles, and metres are asked for.";
      return nearly(answer, mean, 1e-4);
    },
  },
  "02.3": {
    hint: "The state is a number that begins at 0. The step returns a list of two: the new state, `count + 1`, and an output with a field `points`.",
    judge: async (answer, workbook) => judgeCounter(answer, await loggedPoints(workbook)),
  },
} satisfies Record<string, Exercise>;

/** Runs a reader's processor over the log as the library would, and looks at what it puts out. */
function judgeCounter(answer: unknown, points: readonly LoggedPoint[]): Verdict {
  const { step, initialState } = (answer ?? {}) as {
    step?: (state: unknown, record: InputRecord<TrackPoint>) => StepResult<unknown, { points?: unknown }>;
    initialState?: unknown;
  };
  if (typeof step !== "function") return "A processor is asked for: what `defineProcessor({ … })` returns.";
  for (const track of byTrack(points).values()) {
    let state = initialState;
    for (const [index, { point, track_id: key, time: timestamp, partition, offset }] of track.entries()) {
      const made = step(state, { key, value: point, timestamp, topic: "", partition, offset });
      if (!Array.isArray(made)) return "The step has to return a list of two: the new state and an output.";
      const output = made[1] as { points?: unknown } | undefined;
      if (typeof output?.points !== "number") return "Each output needs a field `points`, a number.";
      if (output.points !== index + 1)
        return `After ${index + 1} points of a track it says ${output.points}.`;
      state = made[0];
    }
  }
  return true;
}
