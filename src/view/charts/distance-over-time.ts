import { figure, plotlyText, type Figure } from "../figure";

export interface DistanceSeries {
  track_id: string;
  /** In the track's order; `time` in milliseconds since 1970 (UTC), `distance` from the track's start. */
  points: readonly { time: number; distance: number }[];
}

const MINUTE = 60_000;
const DASHES = ["solid", "dash", "dot"] as const;
/** Traces before colours repeat. */
const COLOURS = 6;

/**
 * Cumulative distance over time, a line for each track. Tracks lie on different days, so time is counted in minutes
 * from each track's start. Where times have minutes only, the points that share a minute are spread evenly over it.
 *
 * @param unit of the distances, as it is to be written: `mi`, `km` or `m`
 * @example
 * distanceOverTime([{ track_id: "1", points: [{ time: 0, distance: 0 }, { time: 60_000, distance: 0.4 }] }], "km");
 */
export function distanceOverTime(series: readonly DistanceSeries[], unit: string): Figure {
  const spread = series.some(({ points }) => sharesMinutes(points.map((point) => point.time)));
  const note = spread ? "<br><sub>points that share a minute are spread evenly over it</sub>" : "";
  return figure(
    series.map(({ track_id, points }, index) => ({
      type: "scatter",
      name: plotlyText(track_id),
      // A track of one point has no line to be seen by.
      mode: points.length === 1 ? "markers" : "lines",
      x: minutesFromStart(points.map((point) => point.time)),
      y: points.map((point) => point.distance),
      line: { width: 2, dash: DASHES[Math.floor(index / COLOURS) % DASHES.length] ?? "solid" },
      marker: { size: 9 },
      hovertemplate: `%{y:.5~g} ${plotlyText(unit)} after %{x:.1f} min`,
    })),
    {
      title: { text: "Distance over time, by track" },
      xaxis: { title: { text: `time since the track's start (min)${note}` }, rangemode: "tozero" },
      yaxis: { title: { text: `distance so far (${plotlyText(unit)})` }, rangemode: "tozero" },
      legend: { title: { text: "track" } },
      showlegend: true,
    },
  );
}

/**
 * Each time in minutes since the first. Of n points in a row that share a full minute, the k-th (from 0) is put k/n of
 * the way to the next time, at most to the next minute.
 */
export function minutesFromStart(times: readonly number[]): number[] {
  const start = Math.min(...times);
  if (!sharesMinutes(times)) return times.map((time) => (time - start) / MINUTE);
  const minutes: number[] = [];
  for (let from = 0; from < times.length;) {
    const time = times[from] ?? start;
    let to = from;
    while (times[to] === time) to++;
    const next = times[to] ?? time + MINUTE;
    const room = next > time ? Math.min(next - time, MINUTE) : MINUTE;
    for (let index = from; index < to; index++) {
      minutes.push((time - start + ((index - from) / (to - from)) * room) / MINUTE);
    }
    from = to;
  }
  return minutes;
}

/** Whether these are times of minute resolution of which some are equal. */
function sharesMinutes(times: readonly number[]): boolean {
  return times.every((time) => time % MINUTE === 0) && times.some((time, index) => time === times[index - 1]);
}
