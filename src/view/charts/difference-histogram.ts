import { figure, type Figure } from "../figure";
import { PALETTE } from "../palette";
import { withUnit, type ComparedField } from "./before-against-after";

/** Of a bin's width, so much is bar. */
const BAR_PART = 0.94;

/**
 * How many of the rows that have changed differ by how much, after minus before.
 *
 * @example
 * differenceHistogram([{ from: 0, to: 0.1, rows: 12 }], { field: "distance", unit: "km" });
 */
export function differenceHistogram(
  bins: readonly { from: number; to: number; rows: number }[],
  { field, unit }: ComparedField,
): Figure {
  return figure(
    [
      {
        type: "bar",
        name: "rows",
        x: bins.map(({ from, to }) => (from + to) / 2),
        y: bins.map(({ rows }) => rows),
        // A gap tells neighbours apart on any ground. A single difference has no width of its own.
        ...(bins.length > 1 ? { width: bins.map(({ from, to }) => (to - from) * BAR_PART) } : {}),
        customdata: bins.map(({ from, to }) => [from, to]),
        marker: { color: PALETTE[0] },
        hovertemplate: "%{customdata[0]:.4~g} to %{customdata[1]:.4~g}: %{y} rows<extra></extra>",
      },
    ],
    {
      title: { text: bins.length === 0 ? "No row has changed" : "By how much the changed rows differ" },
      xaxis: { title: { text: `${withUnit(field, unit)}, after minus before` } },
      yaxis: { title: { text: "rows" }, rangemode: "tozero" },
      showlegend: false,
    },
  );
}
