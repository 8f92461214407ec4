import { figure, plotlyText, type Figure } from "../figure";
import { PALETTE } from "../palette";
import { distanceBars, trackAxis } from "./bars";
import { LEGEND_ABOVE } from "./legend-above";

/**
 * Two bars for each track: its distance in miles and in kilometres.
 *
 * @param rows one for each track, in the order to show them
 * @example
 * milesVersusKilometres([{ track_id: "1", miles: 1.732, kilometres: 2.788 }]);
 */
export function milesVersusKilometres(
  rows: readonly { track_id: string; miles: number; kilometres: number }[],
): Figure {
  const tracks = rows.map((row) => row.track_id);
  return figure(
    [
      distanceBars(
        tracks,
        rows.map((row) => row.miles),
        "mi",
        { name: "miles (mi)", color: PALETTE[1] },
      ),
      distanceBars(
        tracks,
        rows.map((row) => row.kilometres),
        "km",
        { name: "kilometres (km)", color: PALETTE[0] },
      ),
    ],
    {
      title: { text: "The same tracks in miles and in kilometres" },
      barmode: "group",
      bargap: 0.15,
      xaxis: trackAxis(tracks),
      yaxis: { title: { text: "distance (mi or km, by colour)" }, rangemode: "tozero" },
      ...LEGEND_ABOVE,
    },
  );
}

/**
 * One bar for each track: its distance.
 *
 * @param unit of the distances, as it is to be written: `mi`, `km` or `m`
 * @example
 * distancesByTrack([{ track_id: "1", distance: 1.732 }], "mi");
 */
export function distancesByTrack(
  rows: readonly { track_id: string; distance: number }[],
  unit: string,
): Figure {
  const tracks = rows.map((row) => row.track_id);
  const bars = distanceBars(
    tracks,
    rows.map((row) => row.distance),
    unit,
    { color: PALETTE[0] },
  );
  return figure([bars], {
    title: { text: "Distance by track" },
    xaxis: trackAxis(tracks),
    yaxis: { title: { text: `distance (${plotlyText(unit)})` }, rangemode: "tozero" },
  });
}
