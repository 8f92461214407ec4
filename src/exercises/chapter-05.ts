import { ALGORITHMS, type Algorithm } from "../distance/algorithms";
import type { Exercise, Verdict } from "./exercise";
import { nearly } from "./exercise";
import { byTrack } from "../tracks/by-track";
import { loggedPoints, type LoggedPoint } from "./log";
import { hopsInMetres, trackMetres } from "./track-distance";

export const chapter05 = {
  "05.1": {
    hint: "The outputs of one track are running sums: each hop is the difference of two neighbours. `outputs` are in kilometres.",
    judge: async (answer, workbook) => {
      const hops = [...byTrack(await loggedPoints(workbook)).values()].flatMap((points) =>
        hopsInMetres(points),
      );
      const longest = Math.max(...hops);
      if (nearly(answer, longest / 1000, 1e-6) === true)
        return "Those are kilometres, and metres are asked for.";
      return nearly(answer, longest, 1e-6);
    },
  },
  "05.2": {
    hint: "Sum `Math.abs(distance - exact)` over the tracks of each algorithm in `totals`, and take the largest.",
    judge: async (answer, workbook) => judgeWorst(answer, byTrack(await loggedPoints(workbook))),
  },
  "05.3": {
    hint: '`figure([{ type: "bar", x: […], y: […] }], { xaxis: { title: { text: "track" } }, yaxis: { title: { text: "points (records)" } } })`',
    judge: (answer) => judgeChart(answer),
  },
} satisfies Record<string, Exercise>;

function judgeWorst(answer: unknown, tracks: ReadonlyMap<string, LoggedPoint[]>): Verdict {
  const algorithms = Object.keys(ALGORITHMS) as Algorithm[];
  if (!algorithms.includes(answer as Algorithm))
    return `One of these is asked for: ${algorithms.join(", ")}.`;
  const errors = algorithms.map((algorithm) =>
    [...tracks.values()].reduce(
      (sum, points) => sum + Math.abs(trackMetres(points, algorithm) - trackMetres(points)),
      0,
    ),
  );
  const worst = algorithms[errors.indexOf(Math.max(...errors))];
  return answer === worst || `There is one that is further off than ${String(answer)}.`;
}

/** The parts of a plotly figure that make a chart readable. */
interface Chart {
  data?: { x?: unknown; y?: unknown }[];
  layout?: { xaxis?: { title?: { text?: unknown } }; yaxis?: { title?: { text?: unknown } } };
}

function judgeChart(answer: unknown): Verdict {
  const made = (answer as { toJSON?: () => Chart } | null | undefined)?.toJSON?.();
  const [trace] = made?.data ?? [];
  if (trace === undefined) return "A chart is asked for: what `figure([…], { … })` returns.";
  if (!Array.isArray(trace.y) || trace.y.length === 0) return "Its first trace has no values in `y`.";
  const { xaxis, yaxis } = made?.layout ?? {};
  if (typeof xaxis?.title?.text !== "string") return "The x axis has no title.";
  if (typeof yaxis?.title?.text !== "string") return "The y axis has no title.";
  return /\(.+\)/.test(yaxis.title.text) || "The y axis does not tell its unit, in parentheses.";
}
