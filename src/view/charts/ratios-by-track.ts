import { figure, plotlyText, type Figure } from "../figure";
import { trackAxis } from "./bars";

export interface NamedRatios {
  /** The track. */
  key: string;
  /** By the name of what made it: how many times the right distance; `null` where there is none. */
  ratios: Readonly<Record<string, number | null>>;
}

/**
 * How many times too long each track is, by what was done to its points: a mark each, and a line at 1, where a right
 * distance lies. Tracks that one of them has not at all have no mark of it.
 *
 * @example
 * ratiosByTrack([{ key: "101", ratios: { "as is": 2.4, deduplicated: 0.99 } }]);
 */
export function ratiosByTrack(rows: readonly NamedRatios[]): Figure {
  const tracks = rows.map(({ key }) => key);
  const names = [...new Set(rows.flatMap(({ ratios }) => Object.keys(ratios)))];
  return figure(
    names.map((name, index) => ({
      type: "scatter",
      mode: "markers",
      name: plotlyText(name),
      x: tracks.map(plotlyText),
      y: rows.map(({ ratios }) => ratios[name] ?? null),
      marker: { size: 11, symbol: SYMBOLS[index % SYMBOLS.length] ?? SYMBOLS[0] },
      hovertemplate: "track %{x}: %{y:.4f} ×",
    })),
    {
      title: { text: "How many times the right distance" },
      scattermode: "group",
      xaxis: trackAxis(tracks),
      yaxis: { title: { text: "distance / right distance (×)" }, rangemode: "tozero" },
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
      showlegend: true,
      // Title and legend above each other, without touching.
      margin: { l: 60, r: 24, t: 92, b: 48 },
      shapes: [
        {
          ...{ type: "line", xref: "paper", x0: 0, x1: 1, y0: 1, y1: 1, layer: "below" },
          line: { color: "rgba(128, 128, 128, 0.8)", width: 2, dash: "dot" },
        },
      ],
    },
  );
}

/** Marks of different forms, so that colour is not all that tells them apart. */
const SYMBOLS = ["circle", "diamond", "square", "triangle-up", "cross", "x"] as const;
