import { figure, plotlyText, type Figure } from "../figure";
import { PALETTE } from "../palette";

/** What two runs have for a key, in one unit. */
export interface BeforeAfter {
  key: string;
  before: number;
  after: number;
}

/** What was compared. */
export interface ComparedField {
  field: string;
  /** "" where there is none. */
  unit: string;
}

/**
 * A point for each key: its result in one run against that in another. On the dashed line both are equal.
 *
 * @example
 * beforeAgainstAfter([{ key: "1", before: 2.7, after: 2.8 }], { field: "distance", unit: "km", before: "a", after: "b" });
 */
export function beforeAgainstAfter(
  rows: readonly BeforeAfter[],
  { field, unit, before, after }: ComparedField & { before: string; after: string },
): Figure {
  const values = rows.flatMap((row) => [row.before, row.after]);
  const ends = values.length === 0 ? [] : [Math.min(...values), Math.max(...values)];
  const quantity = withUnit(field, unit);
  return figure(
    [
      {
        type: "scatter",
        mode: "lines",
        name: "equal",
        x: ends,
        y: ends,
        line: { width: 1.5, dash: "dash", color: PALETTE[1] },
        hoverinfo: "skip",
      },
      {
        type: "scatter",
        mode: "markers",
        name: "keys",
        x: rows.map((row) => row.before),
        y: rows.map((row) => row.after),
        text: rows.map(({ key }) => plotlyText(key)),
        marker: { size: 8, color: PALETTE[0] },
        hovertemplate: "%{text}: %{x:.6~g} before, %{y:.6~g} after<extra></extra>",
      },
    ],
    {
      title: { text: `${plotlyText(field)}, key by key` },
      xaxis: { title: { text: `${quantity} before<br><sub>${plotlyText(before)}</sub>` } },
      yaxis: { title: { text: `${quantity} after<br><sub>${plotlyText(after)}</sub>` } },
      showlegend: true,
    },
  );
}

/** `distance (km)`. */
export function withUnit(field: string, unit: string): string {
  return unit === "" ? plotlyText(field) : `${plotlyText(field)} (${plotlyText(unit)})`;
}
