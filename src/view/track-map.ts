import { Drawing } from "./drawing";
import { colour, NEUTRAL } from "./palette";
import { extentOf, projectTracks, type MapPoint, type PlaneTrack } from "./projection";
import { oneLine } from "../printable";
import { formatCount, plural } from "./quantities";
import { element, px, textElement, textWidth } from "./svg";
import { table } from "./table";
import * as layout from "./track-map-layout";
import { INNER, SMALL_SIZE, TEXT_SIZE, type Block } from "./track-map-layout";
import { dashes, key, panel, trackLine } from "./track-panel";

/** So many tracks are named in the legend, or have a panel. */
const TRACKS_NAMED = 16;

export interface TrackMapOptions {
  /** Stands above the map. Default: how many tracks and points there are. */
  title?: string;
}

/**
 * A map of tracks without any background map, as SVG: each track a line with a ring at its start and a dot at its
 * end, a scale bar in kilometres, north up. When the tracks lie so far apart that their shapes would vanish, each gets
 * a panel with a scale of its own.
 *
 * @param points in the order in which each track was driven; degrees
 * @example
 * trackMap([{ track_id: "1", latitude: 48.1, longitude: 11.5 }, { track_id: "1", latitude: 48.2, longitude: 11.6 }]);
 */
export function trackMap(points: readonly MapPoint[], options: TrackMapOptions = {}): Drawing {
  const tracks = projectTracks(points);
  const title = options.title ?? `${plural(tracks.length, "track")}, ${plural(points.length, "point")}`;
  if (tracks.length === 0) return new Drawing(layout.emptyMap(title), `${oneLine(title)}\nno tracks`);
  const apart = layout.trackByTrack(points);
  const block = layout.shapesVanish(tracks, apart) ? panels(apart) : oneMap(tracks);
  return new Drawing(layout.mapDocument(title, block), `${oneLine(title)}\n${mapText(apart)}`);
}

function mapText(tracks: readonly PlaneTrack[]): string {
  const rows = tracks.map((track) => ({ track, extent: extentOf([track]) }));
  return table(rows, [
    { title: "TRACK", value: ({ track }) => track.track_id, align: "left" },
    { title: "POINTS", value: ({ track }) => track.points.length },
    { title: "WIDE", unit: "km", digits: 2, value: ({ extent }) => extent.east - extent.west },
    { title: "HIGH", unit: "km", digits: 2, value: ({ extent }) => extent.north - extent.south },
  ]).text;
}

function oneMap(tracks: readonly PlaneTrack[]): Block {
  const named = tracks.slice(0, TRACKS_NAMED);
  const nameWidth = Math.min(Math.max(...named.map((track) => textWidth(track.track_id, TEXT_SIZE))), 200);
  const legendWidth = 44 + Math.max(nameWidth, 60);
  const width = INNER - legendWidth - 20;
  const map = layout.frameForAll(tracks, width, 46 + 20 * (named.length + 1));
  const legend = named.map((track, index) =>
    legendLine(track, index, width + 20, 52 + 20 * index, nameWidth),
  );
  const more = moreNote(tracks.length, "named");
  if (more !== "") {
    legend.push(
      textElement(more, { x: width + 20, y: 52 + 20 * named.length, "font-size": SMALL_SIZE, fill: NEUTRAL }),
    );
  }
  const lines = tracks.map((track, index) => trackLine(track, index, map));
  return {
    height: map.y + map.height + 24,
    content: panel(map, lines.join("")) + legend.join("") + key(map.y + map.height + 18),
  };
}

function panels(tracks: readonly PlaneTrack[]): Block {
  const { height: bottom, content } = layout.panels(tracks.slice(0, TRACKS_NAMED), trackLine);
  const more = moreNote(tracks.length, "drawn");
  const note = layout.panelsNote(bottom + 8, ...(more === "" ? [] : [more]));
  return { height: bottom + 14, content: content + key(bottom + 8) + note };
}

function moreNote(tracks: number, done: string): string {
  return tracks > TRACKS_NAMED ? `${formatCount(tracks - TRACKS_NAMED)} more not ${done}` : "";
}

function legendLine(track: PlaneTrack, index: number, x: number, y: number, width: number): string {
  const line = {
    ...{ d: `M${px(x)} ${px(y - 4.5)}h26`, stroke: colour(index), "stroke-width": 2.6 },
    "stroke-dasharray": dashes(index).svg,
  };
  return element("path", line) + textElement(track.track_id, { x: x + 36, y, "font-size": TEXT_SIZE }, width);
}
