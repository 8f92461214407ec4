import type { Layout } from "plotly.js";

/** A legend in a row between title and plot, for charts that need their whole width; there is room for two rows of it. */
export const LEGEND_ABOVE = {
  legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
  margin: { l: 60, r: 24, t: 96, b: 48 },
} satisfies Partial<Layout>;
