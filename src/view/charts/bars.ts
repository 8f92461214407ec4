import type { Data, Layout } from "plotly.js";
import { plotlyText } from "../figure";

/** With more bars than this there is no room for the value on each. */
const BARS_WITH_VALUES = 30;

/** A trace of one bar per track, with its value on top as long as there is room. */
export function distanceBars(
  tracks: readonly string[],
  distances: readonly number[],
  unit: string,
  style: { name?: string; color: string },
): Data {
  return {
    type: "bar",
    x: tracks.map(plotlyText),
    y: [...distances],
    marker: { color: style.color },
    ...(style.name === undefined ? {} : { name: style.name }),
    hovertemplate: `track %{x}: %{y:.5~g} ${plotlyText(unit)}<extra></extra>`,
    ...(tracks.length <= BARS_WITH_VALUES / 2
      ? // Short tracks have bars too low to be seen: the value says that they are there.
        {
          text: distances.map(shortNumber),
          textposition: "outside",
          textangle: 0,
          textfont: { size: 11 },
          constraintext: "none",
          cliponaxis: false,
        }
      : {}),
  };
}

/** Short enough to stand on a narrow bar. */
function shortNumber(value: number): string {
  if (value === 0) return "0";
  return Math.abs(value) >= 0.095 ? value.toFixed(2) : value.toPrecision(1);
}

/** The axis of tracks: names, not numbers, in the order given; below it a note, for plotly. */
export function trackAxis(tracks: readonly string[], note = ""): NonNullable<Layout["xaxis"]> {
  return {
    title: { text: note === "" ? "track" : `track<br><sub>${note}</sub>` },
    type: "category",
    categoryorder: "array",
    categoryarray: tracks.map(plotlyText),
    // Every name is shown while they fit beside each other; then plotly picks some.
    ...(tracks.length <= BARS_WITH_VALUES ? { dtick: 1 } : {}),
  };
}
