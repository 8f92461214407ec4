import type { Exercise, Verdict } from "./exercise";
import { nearly } from "./exercise";
import { byTrack } from "../tracks/by-track";
import { loggedPoints, type LoggedPoint } from "./log";
import { trackMetres } from "./track-distance";

const HOUR = { from: Date.UTC(2024, 4, 6, 7, 15), to: Date.UTC(2024, 4, 6, 8, 15) };
const HALF_HOUR = { from: Date.UTC(2024, 4, 6, 8), to: Date.UTC(2024, 4, 6, 8, 30) };

export const chapter06 = {
  "06.1": {
    hint: "`window_calc` has a row for each trip that the window has a result for: `SELECT count(*) AS trips FROM window_calc`, after `write`.",
    judge: async (answer, workbook) => {
      const points = within(await loggedPoints(workbook), HOUR);
      return nearly(answer, byTrack(points).size);
    },
  },
  "06.2": {
    hint: "Run `await workbook.groups()` twice, some seconds apart, and compare the `CURRENT-OFFSET` on the topic of the points.",
    judge: (answer, { names: { calculator, windowed, writer } }) => {
      if (typeof answer !== "string") return "The name of a group is asked for: text.";
      if (answer === windowed(calculator)) return true;
      if (answer === calculator) return "That one follows the fleet: its playhead moves on all the time.";
      if (answer === writer) return "That one does not read the fleet's points but the results.";
      return "There is no such group on the fleet's tape.";
    },
  },
  "06.3": {
    hint: "`warmUp: false` is as if there were no records but the window's. The last output of each key counts: `await workbook.outputs(run)` has all of them, in their order.",
    judge: async (answer, workbook) => judgeDriven(answer, await loggedPoints(workbook)),
  },
} satisfies Record<string, Exercise>;

function judgeDriven(answer: unknown, points: readonly LoggedPoint[]): Verdict {
  const kilometres = [...byTrack(within(points, HALF_HOUR)).values()].map(
    (track) => trackMetres(track) / 1000,
  );
  const right = kilometres.reduce((sum, distance) => sum + distance, 0);
  const untilThen = [...byTrack(points).values()]
    .filter((track) => within(track, HALF_HOUR).length > 0)
    .map((track) => trackMetres(track.filter(({ time }) => time < HALF_HOUR.to)) / 1000);
  const warmedUp = untilThen.reduce((sum, distance) => sum + distance, 0);
  if (nearly(answer, right, 1e-6) !== true && nearly(answer, warmedUp, 1e-6) === true)
    return "That has what the cars had driven before 08:00 in it.";
  return nearly(answer, right, 1e-6);
}

function within(points: readonly LoggedPoint[], { from, to }: typeof HOUR): LoggedPoint[] {
  return points.filter(({ time }) => time >= from && time < to);
}
