import { figure, plotlyText, type Figure } from "../figure";
import { trackAxis } from "./bars";

const NOTE = "a track of a single point is not here: no model predicts a first point";

/**
 * A bar for each track and model: the mean error of the model's predictions on the track. Of a track's first point there
 * is none, so that a track of a single point has no bar.
 *
 * @example
 * errorByTrack([{ model: "dead reckoning", track_id: "1", meanError: 24.6 }]);
 */
export function errorByTrack(
  rows: readonly { model: string; track_id: string; meanError: number }[],
): Figure {
  const models = [...new Set(rows.map(({ model }) => model))];
  return figure(
    models.map((model) => {
      const own = rows.filter((row) => row.model === model);
      return {
        type: "bar",
        name: plotlyText(model),
        x: own.map(({ track_id }) => plotlyText(track_id)),
        y: own.map(({ meanError }) => meanError),
        hovertemplate: "track %{x}: %{y:.1f} m",
      };
    }),
    {
      title: { text: "Error by track" },
      barmode: "group",
      bargap: 0.25,
      xaxis: trackAxis([...new Set(rows.map(({ track_id }) => track_id))], NOTE),
      yaxis: { title: { text: "mean error (m)" }, rangemode: "tozero" },
      legend: { title: { text: "model" } },
      showlegend: true,
    },
  );
}
