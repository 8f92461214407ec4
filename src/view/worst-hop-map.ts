import { Drawing } from "./drawing";
import { NEUTRAL, PALETTE } from "./palette";
import { extentOf, projectTracks, scaleFor, type Extent, type PlaneTrack } from "./projection";
import { oneLine } from "../printable";
import { element, textElement } from "./svg";
import { emptyMap, INNER, mapDocument, SMALL_SIZE, TEXT_SIZE } from "./track-map-layout";
import { ends, key, panel, pathOf, placesIn, type Panel } from "./track-panel";

/** The way between two consecutive points, by two algorithms, as `hopLengths` puts it out. */
export interface MeasuredHop {
  track_id: string;
  from_latitude: number;
  from_longitude: number;
  latitude: number;
  longitude: number;
  algorithm: string;
  metres: number;
  reference: string;
  reference_metres: number;
  /** `metres` less `reference_metres`. */
  difference: number;
}

const HEIGHT = 300;
const GAP = 16;
const PANEL_WIDTH = (INNER - GAP) / 2;
const TOP = 52;
/** The close-up shows so much of the hop's surroundings, as a part of its length. */
const AROUND = 0.6;

/**
 * Where two algorithms differ most on a single hop: its track, and the hop from close by, with both lengths.
 *
 * @param hops of one or several tracks, each in the order in which it was driven
 * @example
 * const hops = replayed.outputs<HopOutput>("hops").map(({ output }) => output);
 * worstHopMap(hops);
 */
export function worstHopMap(hops: readonly MeasuredHop[]): Drawing {
  const worst = worstOf(hops);
  if (worst === undefined) return new Drawing(emptyMap("The worst hop"), "The worst hop: no hops");
  const title = `The worst hop of ${worst.algorithm} beside ${worst.reference}`;
  const [track, hop] = onOnePlane(
    hops.filter(({ track_id }) => track_id === worst.track_id),
    worst,
  );
  const facts = [
    `track ${worst.track_id}`,
    `${worst.algorithm} ${metresText(worst.metres)}`,
    `${worst.reference} ${metresText(worst.reference_metres)}`,
    differenceText(worst),
  ];
  const whole = frameOf(0, extentOf([track]));
  const close = frameOf(PANEL_WIDTH + GAP, around(extentOf([hop])));
  const content =
    textElement(facts.join(" · "), { x: 0, y: 36, "font-size": TEXT_SIZE, fill: NEUTRAL }, INNER) +
    panel(whole, trackIn(whole, track) + ends(placesIn(whole, track), NEUTRAL, NEUTRAL) + ring(whole, hop)) +
    panel(close, clipped(close, trackIn(close, track)) + hopIn(close, hop)) +
    key(TOP + HEIGHT + 18) +
    textElement("the ring on the left is what the right side shows", {
      ...{ x: INNER, y: TOP + HEIGHT + 18, "font-size": SMALL_SIZE, "text-anchor": "end", fill: NEUTRAL },
    });
  const svg = mapDocument(title, { height: TOP + HEIGHT + 24, content });
  return new Drawing(svg, [title, ...facts].map(oneLine).join("\n"));
}

function worstOf(hops: readonly MeasuredHop[]): MeasuredHop | undefined {
  return hops.reduce<MeasuredHop | undefined>(
    (worst, hop) =>
      worst === undefined || Math.abs(hop.difference) > Math.abs(worst.difference) ? hop : worst,
    undefined,
  );
}

/** The track and the hop, in kilometres about the track's middle. */
function onOnePlane(hops: readonly MeasuredHop[], worst: MeasuredHop): [PlaneTrack, PlaneTrack] {
  const begin = (hop: MeasuredHop | undefined) => ({
    latitude: hop?.from_latitude ?? NaN,
    longitude: hop?.from_longitude ?? NaN,
  });
  const places = [begin(hops[0]), ...hops];
  const [track, hop] = projectTracks([
    ...places.map(({ latitude, longitude }) => ({ track_id: "track", latitude, longitude })),
    ...[begin(worst), worst].map(({ latitude, longitude }) => ({ track_id: "hop", latitude, longitude })),
  ]);
  return [track, hop] as [PlaneTrack, PlaneTrack];
}

function frameOf(x: number, extent: Extent): Panel {
  const scale = scaleFor(extent, PANEL_WIDTH - 40, HEIGHT - 70);
  return { x, y: TOP, width: PANEL_WIDTH, height: HEIGHT, extent, scale };
}

/** The same ground, and some on each side. */
function around({ west, east, south, north }: Extent): Extent {
  const more = (AROUND / 2) * Math.max(east - west, north - south);
  return { west: west - more, east: east + more, south: south - more, north: north + more };
}

function trackIn(frame: Panel, track: PlaneTrack): string {
  const line = { d: pathOf(placesIn(frame, track)), fill: "none", stroke: NEUTRAL, "stroke-width": 1.6 };
  return element("path", { ...line, "stroke-linejoin": "round", class: "track" });
}

function hopIn(frame: Panel, hop: PlaneTrack): string {
  const places = placesIn(frame, hop);
  const line = { d: pathOf(places), fill: "none", stroke: PALETTE[1], "stroke-width": 3.5 };
  return element("path", { ...line, class: "hop" }) + ends(places, PALETTE[1], PALETTE[1]);
}

/** Around the hop, so that it is found on a map on which it is but a dot. */
function ring(frame: Panel, hop: PlaneTrack): string {
  const [from, to] = placesIn(frame, hop);
  if (from === undefined || to === undefined) return "";
  const radius = Math.max(Math.hypot(to.x - from.x, to.y - from.y) / 2 + 6, 10);
  const middle = { cx: (from.x + to.x) / 2, cy: (from.y + to.y) / 2, r: radius };
  const line = element("path", { d: pathOf([from, to]), stroke: PALETTE[1], "stroke-width": 3.5 });
  return line + element("circle", { ...middle, fill: "none", stroke: PALETTE[1], "stroke-width": 2 });
}

/** What lies beyond a frame is cut off: a picture in the picture does that by itself. */
function clipped({ x, y, width, height }: Panel, content: string): string {
  return element("svg", { x, y, width, height, viewBox: `${x} ${y} ${width} ${height}` }, content);
}

function metresText(metres: number): string {
  return `${metres.toLocaleString("en-US", { minimumFractionDigits: 3, maximumFractionDigits: 3 })} m`;
}

/** "0.185 m (0.23 %) too long". */
function differenceText({ difference, reference_metres }: MeasuredHop): string {
  if (difference === 0) return "equal";
  const size = Math.abs(difference);
  const part =
    reference_metres === 0 ? "" : ` (${Number(((size / reference_metres) * 100).toPrecision(2))} %)`;
  const length = size >= 0.001 ? metresText(size) : `${Number((size * 1e6).toPrecision(2))} µm`;
  return `${length}${part} too ${difference > 0 ? "long" : "short"}`;
}
