import { Drawing } from "./drawing";
import { colour } from "./palette";
import { extentOf, projectTracks, scaleFor, type Extent, type MapPoint, type PlaneTrack } from "./projection";
import { formatCount, oneLine } from "./quantities";
import { element, MUTED, px, svgDocument, textElement, textWidth } from "./svg";
import { table } from "./table";
import { dashes, key, panel } from "./track-panel";

const WIDTH = 760;
const MARGIN = 20;
const TEXT_SIZE = 13;
const SMALL_SIZE = 12;

/** A map for all tracks is this high at most, a panel of one track that wide and high. */
const MAP_HEIGHT = 520;
const PANELS_IN_ROW = 4;
const PANEL_HEIGHT = 190;
/** So many tracks are named in the legend, or have a panel. */
const TRACKS_NAMED = 16;
/** When half of the tracks would be smaller than this on a map for all, each gets a panel of its own. */
const SMALLEST_SHAPE = 40;

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
  const title = options.title ?? `${amount(tracks.length, "track")}, ${amount(points.length, "point")}`;
  if (tracks.length === 0) return new Drawing(emptyMap(title), `${oneLine(title)}\nno tracks`);
  const apart = trackByTrack(points);
  const { height, content } = shapesVanish(tracks, apart) ? panels(apart) : oneMap(tracks);
  const heading = textElement(
    title,
    { x: 0, y: 14, "font-size": 16, "font-weight": 600 },
    WIDTH - 2 * MARGIN,
  );
  const body = element("g", { transform: `translate(${MARGIN} ${MARGIN})` }, heading + content);
  const svg = svgDocument(WIDTH, height + 2 * MARGIN, `Map: ${title}`, body);
  return new Drawing(svg, `${oneLine(title)}\n${mapText(apart)}`);
}

function amount(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Each track on a plane of its own: over a long way from north to south, one plane would distort shapes. */
function trackByTrack(points: readonly MapPoint[]): PlaneTrack[] {
  const tracks = new Map<string, MapPoint[]>();
  for (const point of points) {
    const id = String(point.track_id);
    const track = tracks.get(id) ?? [];
    tracks.set(id, track);
    track.push(point);
  }
  return [...tracks.values()].flatMap((track) => projectTracks(track));
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

function emptyMap(title: string): string {
  const text = textElement(`${title}: no tracks`, { x: MARGIN, y: 34, "font-size": TEXT_SIZE, fill: MUTED });
  return svgDocument(WIDTH, 54, `Map: ${title}`, text);
}

/** Whether half of the tracks that have a shape would be too small to see it on one map. */
function shapesVanish(tracks: readonly PlaneTrack[], apart: readonly PlaneTrack[]): boolean {
  const sizes = apart
    .map((track) => size(extentOf([track])))
    .filter((kilometres) => kilometres > 0)
    .sort((a, b) => a - b);
  const median = sizes[Math.floor(sizes.length / 2)];
  if (median === undefined) return false;
  return median * scaleFor(extentOf(tracks), WIDTH - 2 * MARGIN - 160, MAP_HEIGHT) < SMALLEST_SHAPE;
}

function size(extent: Extent): number {
  return Math.max(extent.east - extent.west, extent.north - extent.south);
}

interface Block {
  height: number;
  content: string;
}

function oneMap(tracks: readonly PlaneTrack[]): Block {
  const named = tracks.slice(0, TRACKS_NAMED);
  const nameWidth = Math.min(Math.max(...named.map((track) => textWidth(track.track_id, TEXT_SIZE))), 200);
  const legendWidth = 44 + Math.max(nameWidth, 60);
  const width = WIDTH - 2 * MARGIN - legendWidth - 20;
  const extent = extentOf(tracks);
  const inner = { width: width - 30, height: MAP_HEIGHT - 60 };
  const scale = scaleFor(extent, inner.width, inner.height);
  const high = Math.max((extent.north - extent.south) * scale, 120);
  const map = {
    ...{ x: 0, y: 30, width, height: Math.max(high + 60, 46 + 20 * (named.length + 1)) },
    ...{ extent, scale },
  };
  const legend = named.map((track, index) =>
    legendLine(track, index, width + 20, 52 + 20 * index, nameWidth),
  );
  const more = moreNote(tracks.length, "named");
  if (more !== "") {
    legend.push(
      textElement(more, { x: width + 20, y: 52 + 20 * named.length, "font-size": SMALL_SIZE, fill: MUTED }),
    );
  }
  return {
    height: map.y + map.height + 24,
    content: panel(map, tracks, 0) + legend.join("") + key(map.y + map.height + 18),
  };
}

function panels(tracks: readonly PlaneTrack[]): Block {
  const shown = tracks.slice(0, TRACKS_NAMED);
  const gap = 12;
  const width = (WIDTH - 2 * MARGIN - gap * (PANELS_IN_ROW - 1)) / PANELS_IN_ROW;
  const content = shown.map((track, index) => {
    const x = (index % PANELS_IN_ROW) * (width + gap);
    const y = 30 + Math.floor(index / PANELS_IN_ROW) * (PANEL_HEIGHT + 22 + gap);
    const extent = extentOf([track]);
    const scale = scaleFor(extent, width - 30, PANEL_HEIGHT - 60);
    const name = `${track.track_id} · ${amount(track.points.length, "point")}`;
    return (
      textElement(name, { x, y: y + 14, "font-size": TEXT_SIZE, "font-weight": 600 }, width / 1.08) +
      panel({ x, y: y + 22, width, height: PANEL_HEIGHT, extent, scale }, [track], index)
    );
  });
  const bottom = 30 + Math.ceil(shown.length / PANELS_IN_ROW) * (PANEL_HEIGHT + 22 + gap);
  const more = moreNote(tracks.length, "drawn");
  const note = [
    "The tracks lie far apart: each panel has a scale of its own",
    ...(more === "" ? [] : [more]),
  ];
  const style = {
    x: WIDTH - 2 * MARGIN,
    y: bottom + 8,
    "font-size": SMALL_SIZE,
    "text-anchor": "end",
    fill: MUTED,
  };
  return {
    height: bottom + 14,
    content: content.join("") + key(bottom + 8) + textElement(note.join("; "), style),
  };
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
