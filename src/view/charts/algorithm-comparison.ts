import type { Data } from "plotly.js";
import { figure, plotlyText, type Figure } from "../figure";
import { trackAxis } from "./bars";
import { leftOutText } from "./left-out";

export interface AlgorithmDistance {
  algorithm: string;
  track_id: string;
  /** The track's length by this algorithm, and by the exact geodesic. */
  metres: number;
  geodesic: number;
}

/** Parts per million below this are the rounding of floating-point numbers, not a difference. */
const EQUAL_BELOW = 1e-6;
/** Keeps 99.999999999 from counting as less than 100 where the axis ends. */
const ROUNDING = 1e-9;

/**
 * How far each distance algorithm is from the exact geodesic, track by track, in parts per million on a logarithmic
 * axis. A triangle that points up is a distance too long, one that points down too short; a circle at the bottom is
 * an equal one. Tracks without length are left out, and said to be.
 *
 * @example
 * algorithmComparison([{ algorithm: "haversine", track_id: "1", metres: 2791.2, geodesic: 2787.567 }]);
 */
export function algorithmComparison(rows: readonly AlgorithmDistance[]): Figure {
  const compared = rows
    .filter((row) => row.geodesic > 0)
    .map((row) => ({ ...row, ppm: ((row.metres - row.geodesic) / row.geodesic) * 1e6 }));
  const sizes = compared.map(({ ppm }) => Math.abs(ppm)).filter((size) => size >= EQUAL_BELOW);
  const lowest = sizes.length === 0 ? 0 : Math.floor(Math.log10(Math.min(...sizes)) + ROUNDING);
  const highest = sizes.length === 0 ? 0 : Math.ceil(Math.log10(Math.max(...sizes)) - ROUNDING);
  const floor = lowest - 1;
  const powers = Array.from({ length: highest - lowest + 1 }, (_, index) => lowest + index);
  const tracks = [...new Set(compared.map((row) => row.track_id))];
  const algorithms = [...new Set(compared.map((row) => row.algorithm))];
  return figure(
    algorithms.map((algorithm) =>
      trace(
        algorithm,
        compared.filter((row) => row.algorithm === algorithm),
        10 ** floor,
      ),
    ),
    {
      title: { text: "Distance algorithms beside the exact geodesic" },
      scattermode: "group",
      xaxis: trackAxis(tracks),
      yaxis: {
        title: { text: "difference to the geodesic (ppm, log scale)<br><sub>10,000 ppm = 1 %</sub>" },
        type: "log",
        range: [floor - 0.4, highest + 0.3],
        tickvals: [10 ** floor, ...powers.map((power) => 10 ** power)],
        ticktext: ["equal", ...powers.map(powerText)],
      },
      legend: { title: { text: "algorithm<br><sub>▲ too long  ▼ too short</sub><br>" } },
      showlegend: true,
      annotations: leftOutNote(rows),
    },
  );
}

function trace(algorithm: string, rows: readonly { track_id: string; ppm: number }[], floor: number): Data {
  const equal = rows.map(({ ppm }) => Math.abs(ppm) < EQUAL_BELOW);
  return {
    type: "scatter",
    mode: "markers",
    name: plotlyText(algorithm),
    x: rows.map((row) => plotlyText(row.track_id)),
    y: rows.map(({ ppm }, index) => (equal[index] === true ? floor : Math.abs(ppm))),
    customdata: rows.map(({ ppm }, index) => (equal[index] === true ? "equal" : signedText(ppm))),
    marker: {
      size: 11,
      // Of a circle there is only its line.
      line: { width: equal.map((is) => (is ? 2 : 0)) },
      symbol: rows.map(({ ppm }, index) =>
        equal[index] === true ? "circle-open" : ppm > 0 ? "triangle-up" : "triangle-down",
      ),
    },
    hovertemplate: "track %{x}: %{customdata}",
  };
}

function signedText(ppm: number): string {
  return `${ppm > 0 ? "+" : "−"}${Number(Math.abs(ppm).toPrecision(4)).toLocaleString("en-US", { maximumFractionDigits: 8 })} ppm`;
}

function powerText(power: number): string {
  return (10 ** power).toLocaleString("en-US", { maximumFractionDigits: 12 });
}

function leftOutNote(rows: readonly AlgorithmDistance[]): object[] {
  const tracks = [...new Set(rows.filter((row) => !(row.geodesic > 0)).map((row) => row.track_id))];
  const text = leftOutText(tracks);
  if (text === "") return [];
  return [
    { text, showarrow: false, xref: "paper", yref: "paper", x: 1, xanchor: "right", y: 1, yanchor: "bottom" },
  ];
}
