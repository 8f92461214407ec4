import { byTrack } from "../tracks/by-track";
import { scaleColour, ValueScale } from "./colour-scale";
import { colourBar, BAR_HEIGHT } from "./colour-bar";
import { Drawing } from "./drawing";
import { NEUTRAL } from "./palette";
import { projectTracks, type MapPoint, type PlaneTrack } from "./projection";
import { oneLine } from "../printable";
import { formatCount, plural } from "./quantities";
import { element, fitText, px, textElement, textWidth } from "./svg";
import { table } from "./table";
import * as layout from "./track-map-layout";
import { ends, key, panel, pathOf, placesIn, type Panel } from "./track-panel";

/** So many tracks are named, or have a panel. */
const TRACKS_NAMED = 16;
const NAME_WIDTH = 120;
/** Pixels below which a hop is not to be seen. */
const SHORTEST_HOP = 0.5;

export interface ColouredTrackMapOptions<Field extends string> {
  /** The field that gives the colour: of each hop, the value of the point at its end. No number: grey. */
  value: Field;
  /** Its unit, which stands in the legend. */
  unit: string;
  /** Stands above the map. Default: what is shown, of how many points. */
  title?: string;
}

/** A point with a value, where it has one. */
export type ValuedPoint<Field extends string> = MapPoint & { [F in Field]?: unknown };

/** A track on the plane, with the value of each of its points. */
interface ValuedTrack extends PlaneTrack {
  values: readonly (number | undefined)[];
}

/**
 * A map of tracks as {@link trackMap} makes one, but coloured by a value of the points: speed, error, temperature. Dark
 * is small, light is large. Up to sixteen tracks have their names at their starts.
 *
 * @param points in the order in which each track was driven; degrees
 * @example
 * colouredTrackMap(hops, { value: "difference", unit: "m", title: "Haversine less geodesic, hop by hop" });
 */
export function colouredTrackMap<Field extends string>(
  points: readonly ValuedPoint<Field>[],
  { value: field, unit, title = titleFor(field, points.length) }: ColouredTrackMapOptions<Field>,
): Drawing {
  const values = [...byTrack(points).values()].map((track) => track.map((point) => numberIn(point, field)));
  const valued = (tracks: readonly PlaneTrack[]): ValuedTrack[] =>
    tracks.map((track, index) => ({ ...track, values: values[index] ?? [] }));
  const tracks = valued(projectTracks(points));
  if (tracks.length === 0) return new Drawing(layout.emptyMap(title), `${oneLine(title)}\nno tracks`);
  const apart = valued(layout.trackByTrack(points));
  const scale = new ValueScale(values.flat());
  const draw = (track: ValuedTrack, _: number, frame: Panel): string => colouredLine(track, frame, scale);
  const legend = (y: number): string => key(y + 12) + colourBar({ x: 150, y }, scale, `${field} (${unit})`);
  const svg = layout.mapDocument(title, block(tracks, apart, draw, legend));
  return new Drawing(svg, `${oneLine(title)}\n${mapText(apart, field, unit)}`);
}

function titleFor(field: string, points: number): string {
  return `${field} at ${plural(points, "point")}`;
}

function numberIn(point: object, field: string): number | undefined {
  const value = (point as Record<string, unknown>)[field];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function block(
  tracks: readonly ValuedTrack[],
  apart: readonly ValuedTrack[],
  draw: (track: ValuedTrack, index: number, frame: Panel) => string,
  legend: (y: number) => string,
): layout.Block {
  if (!layout.shapesVanish(tracks, apart)) {
    const frame = layout.frameForAll(tracks, layout.INNER, 0);
    const bottom = frame.y + frame.height + 10;
    const lines = tracks.map((track, index) => draw(track, index, frame));
    const names = tracks.length > TRACKS_NAMED ? [] : tracks.map((track) => nameAtStart(track, frame));
    return {
      height: bottom + BAR_HEIGHT,
      content: panel(frame, [...lines, ...names].join("")) + legend(bottom),
    };
  }
  const { height: bottom, content } = layout.panels(apart.slice(0, TRACKS_NAMED), draw);
  const left = apart.length - TRACKS_NAMED;
  const more = left > 0 ? [`${formatCount(left)} more not drawn`] : [];
  const note = layout.panelsNote(bottom + BAR_HEIGHT + 10, ...more);
  return { height: bottom + BAR_HEIGHT + 14, content: content + legend(bottom) + note };
}

/** A track's hops in their colours, neighbours of one colour as one path, on a line that shows them on any ground. */
function colouredLine(track: ValuedTrack, frame: Panel, scale: ValueScale): string {
  const places = placesIn(frame, track);
  const [first] = places;
  if (first === undefined) return "";
  const hops: { paint: string; d: string }[] = [];
  let [from, worst] = [first, undefined as number | undefined];
  places.forEach((place, index) => {
    const value = track.values[index];
    // Of hops too short to be seen, the most extreme one gives the colour of what is drawn for them.
    if (index > 0 && value !== undefined && Math.abs(value) >= Math.abs(worst ?? 0)) worst = value;
    const short = Math.hypot(place.x - from.x, place.y - from.y) < SHORTEST_HOP;
    if (index === 0 || (short && index < places.length - 1)) return;
    const paint = worst === undefined ? NEUTRAL : scaleColour(scale.part(worst));
    const last = hops.at(-1);
    if (last?.paint === paint) last.d += `L${px(place.x)} ${px(place.y)}`;
    else hops.push({ paint, d: `M${px(from.x)} ${px(from.y)}L${px(place.x)} ${px(place.y)}` });
    [from, worst] = [place, undefined];
  });
  const style = { fill: "none", "stroke-width": 4, "stroke-linejoin": "round", "stroke-linecap": "round" };
  const casing = element("path", { ...style, d: pathOf(places), stroke: NEUTRAL, "stroke-width": 6 });
  const lines = hops.map(({ paint, d }) => element("path", { d, stroke: paint, ...style, class: "hop" }));
  return element("g", { class: "track" }, casing + lines.join("") + ends(places, NEUTRAL, NEUTRAL));
}

/** Beside the ring, on a plate, so that it can be read on lines. */
function nameAtStart(track: ValuedTrack, frame: Panel): string {
  const [start] = placesIn(frame, track);
  if (start === undefined) return "";
  const name = fitText(track.track_id, layout.SMALL_SIZE, NAME_WIDTH);
  const { x, y } = { x: start.x + 13, y: start.y + 4 };
  const width = textWidth(name, layout.SMALL_SIZE) + 8;
  const plate = element("rect", { x: x - 4, y: y - 12, width, height: 16, rx: 3, fill: NEUTRAL });
  const style = { "font-size": layout.SMALL_SIZE, fill: "#ffffff", class: "name" };
  return plate + textElement(track.track_id, { ...style, x, y }, NAME_WIDTH);
}

function mapText(tracks: readonly ValuedTrack[], field: string, unit: string): string {
  const rows = tracks.map(({ track_id, values }) => ({
    track_id,
    points: values.length,
    scale: new ValueScale(values),
  }));
  const end = (which: "smallest" | "largest") => ({
    title: `${which.toUpperCase()} ${field}`,
    unit,
    value: ({ scale }: (typeof rows)[number]) => (scale.empty ? null : Number(scale[which].toPrecision(4))),
    align: "right" as const,
  });
  return table(rows, [
    { title: "TRACK", value: (row) => row.track_id, align: "left" },
    { title: "POINTS", value: (row) => row.points },
    end("smallest"),
    end("largest"),
  ]).text;
}
