import { figure, plotlyText, type Figure } from "../figure";

/**
 * A point for each model: what a record costs it, on a logarithmic axis, and how far off it is. The nearer to the lower
 * left corner, the better.
 *
 * @example
 * costAgainstError([{ model: "dead reckoning", microseconds: 4, medianError: 18.5 }]);
 */
export function costAgainstError(
  rows: readonly { model: string; microseconds: number; medianError: number }[],
): Figure {
  const costs = rows.map(({ microseconds }) => microseconds);
  // Whole decades, so that each model's cost can be read off.
  const lowest = Math.floor(Math.log10(Math.min(...costs)));
  const highest = Math.ceil(Math.log10(Math.max(...costs)));
  return figure(
    rows.map(({ model, microseconds, medianError }) => ({
      type: "scatter",
      mode: "markers",
      name: plotlyText(model),
      x: [microseconds],
      y: [medianError],
      marker: { size: 13 },
      hovertemplate: "%{x:.3~g} µs per record, %{y:.1f} m",
    })),
    {
      title: { text: "What a record costs, and what one gets for it" },
      xaxis: {
        title: { text: "cost (µs per record, log scale)" },
        type: "log",
        tickformat: ",",
        ...(rows.length === 0 ? {} : { range: [lowest - 0.1, highest + 0.1], dtick: 1 }),
      },
      yaxis: { title: { text: "median error (m)" }, rangemode: "tozero" },
      legend: { title: { text: "model" } },
      showlegend: true,
    },
  );
}
