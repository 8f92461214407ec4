import { figure, plotlyText, type Figure } from "../figure";
import { trackAxis } from "./bars";
import { leftOutText } from "./left-out";
import { LEGEND_ABOVE } from "./legend-above";

export interface NamedRatios {
  /** The track. */
  key: string;
  /** By the name of what made it: how many times the right distance; `null` where there is none. */
  ratios: Readonly<Record<string, number | null>>;
}

/**
 * How many times too long each track is, by what was done to its points: a mark each, and a line at 1, where a right
 * distance lies. Tracks that one of them has not at all have no mark of it; those that have no length, and so no ratio, are
 * left out, and said to be.
 *
 * @example
 * ratiosByTrack([{ key: "101", ratios: { "as is": 2.4, deduplicated: 0.99 } }]);
 */
export function ratiosByTrack(rows: readonly NamedRatios[]): Figure {
  const divided = rows.filter(({ ratios }) => Object.values(ratios).some((ratio) => ratio !== null));
  const left = rows.filter((row) => !divided.includes(row));
  const tracks = divided.map(({ key }) => key);
  const names = [...new Set(rows.flatMap(({ ratios }) => Object.keys(ratios)))];
  return figure(
    names.map((name, index) => ({
      type: "scatter",
      mode: "markers",
      name: plotlyText(name),
      x: tracks.map(plotlyText),
      y: divided.map(({ ratios }) => ratios[name] ?? null),
      marker: { size: 11, symbol: SYMBOLS[index % SYMBOLS.length] ?? SYMBOLS[0] },
      hovertemplate: "track %{x}: %{y:.4f} ×",
    })),
    {
      title: { text: "How many times the right distance" },
      scattermode: "group",
      xaxis: trackAxis(tracks, leftOutText(left.map(({ key }) => key))),
      yaxis: { title: { text: "distance / right distance (×)" }, rangemode: "tozero" },
      ...LEGEND_ABOVE,
      showlegend: true,
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
