import { byTrack } from "../tracks/by-track";
import { NEUTRAL } from "./palette";
import { extentOf, projectTracks, scaleFor, type Extent, type MapPoint, type PlaneTrack } from "./projection";
import { plural } from "./quantities";
import { element, groundlessDocument, textElement } from "./svg";
import { panel, type Panel } from "./track-panel";

const WIDTH = 760;
const MARGIN = 20;
/** What is left between the margins. */
export const INNER = WIDTH - 2 * MARGIN;
export const TEXT_SIZE = 13;
export const SMALL_SIZE = 12;

/** A map for all tracks is this high at most, a panel of one track that wide and high. */
const MAP_HEIGHT = 520;
const PANELS_IN_ROW = 4;
const PANEL_HEIGHT = 190;
/** When half of the tracks would be smaller than this on a map for all, each gets a panel of its own. */
const SMALLEST_SHAPE = 40;
/** Where the map begins, below the title. */
const TOP = 30;

/** A part of the picture. */
export interface Block {
  height: number;
  content: string;
}

/** A whole map, with its title. */
export function mapDocument(title: string, { height, content }: Block): string {
  const heading = textElement(title, { x: 0, y: 14, "font-size": 16, "font-weight": 600 }, INNER);
  const body = element("g", { transform: `translate(${MARGIN} ${MARGIN})` }, heading + content);
  return groundlessDocument(WIDTH, height + 2 * MARGIN, `Map: ${title}`, body);
}

export function emptyMap(title: string): string {
  const text = textElement(`${title}: no tracks`, {
    x: MARGIN,
    y: 34,
    "font-size": TEXT_SIZE,
    fill: NEUTRAL,
  });
  return groundlessDocument(WIDTH, 54, `Map: ${title}`, text);
}

/** Each track on a plane of its own: over a long way from north to south, one plane would distort shapes. */
export function trackByTrack(points: readonly MapPoint[]): PlaneTrack[] {
  return [...byTrack(points).values()].flatMap((track) => projectTracks(track));
}

/** Whether half of the tracks that have a shape would be too small to see it on one map. */
export function shapesVanish(tracks: readonly PlaneTrack[], apart: readonly PlaneTrack[]): boolean {
  const sizes = apart
    .map((track) => size(extentOf([track])))
    .filter((kilometres) => kilometres > 0)
    .sort((a, b) => a - b);
  const median = sizes[Math.floor(sizes.length / 2)];
  if (median === undefined) return false;
  return median * scaleFor(extentOf(tracks), INNER - 160, MAP_HEIGHT) < SMALLEST_SHAPE;
}

function size(extent: Extent): number {
  return Math.max(extent.east - extent.west, extent.north - extent.south);
}

/** The frame of a map for all tracks, so wide, and high enough for what stands beside it. */
export function frameForAll(tracks: readonly PlaneTrack[], width: number, leastHeight: number): Panel {
  const extent = extentOf(tracks);
  const scale = scaleFor(extent, width - 30, MAP_HEIGHT - 60);
  const high = Math.max((extent.north - extent.south) * scale, 120);
  return { x: 0, y: TOP, width, height: Math.max(high + 60, leastHeight), extent, scale };
}

/** A small map of each track, with its name, in rows. */
export function panels<Track extends PlaneTrack>(
  tracks: readonly Track[],
  draw: (track: Track, index: number, frame: Panel) => string,
): Block {
  const gap = 12;
  const width = (INNER - gap * (PANELS_IN_ROW - 1)) / PANELS_IN_ROW;
  const content = tracks.map((track, index) => {
    const x = (index % PANELS_IN_ROW) * (width + gap);
    const y = TOP + Math.floor(index / PANELS_IN_ROW) * (PANEL_HEIGHT + 22 + gap);
    const extent = extentOf([track]);
    const scale = scaleFor(extent, width - 30, PANEL_HEIGHT - 60);
    const frame = { x, y: y + 22, width, height: PANEL_HEIGHT, extent, scale };
    const name = `${track.track_id} · ${plural(track.points.length, "point")}`;
    return (
      textElement(name, { x, y: y + 14, "font-size": TEXT_SIZE, "font-weight": 600 }, width / 1.08) +
      panel(frame, draw(track, index, frame))
    );
  });
  const rows = Math.ceil(tracks.length / PANELS_IN_ROW);
  return { height: TOP + rows * (PANEL_HEIGHT + 22 + gap), content: content.join("") };
}

/** Why there are panels, below them, to the right. */
export function panelsNote(y: number, ...more: string[]): string {
  const note = ["The tracks lie far apart: each panel has a scale of its own", ...more].join("; ");
  return textElement(note, { x: INNER, y, "font-size": SMALL_SIZE, "text-anchor": "end", fill: NEUTRAL });
}
