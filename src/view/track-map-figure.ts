import type { Data } from "plotly.js";
import { figure, plotlyText, type Figure } from "./figure";
import { projectTracks, type MapPoint } from "./projection";
import { formatCount } from "./quantities";
import { dashes } from "./track-panel";

/**
 * The same map as an interactive chart of kilometres east and north of its middle, to zoom and point at.
 *
 * @param points in the order in which each track was driven; degrees
 * @example
 * trackMapFigure(points);
 */
export function trackMapFigure(points: readonly MapPoint[]): Figure {
  const tracks = projectTracks(points);
  const traces = tracks.map((track, index): Data => {
    const name = plotlyText(track.track_id);
    return {
      type: "scatter",
      mode: track.points.length === 1 ? "markers" : "lines",
      name,
      x: track.points.map((point) => point.east),
      y: track.points.map((point) => point.north),
      line: { width: 2, dash: dashes(index).plotly },
      marker: { size: 9 },
      hovertemplate: `track ${name}: %{x:.3f} km east, %{y:.3f} km north<extra></extra>`,
    };
  });
  return figure(traces, {
    title: { text: `Map of ${formatCount(tracks.length)} ${tracks.length === 1 ? "track" : "tracks"}` },
    height: 560,
    xaxis: { title: { text: "east of the middle (km)" }, zeroline: false },
    yaxis: { title: { text: "north of the middle (km)" }, zeroline: false, scaleanchor: "x" },
    legend: { title: { text: "track" } },
    showlegend: true,
  });
}
