import { colour, NEUTRAL, NEUTRAL_LINE } from "./palette";
import type { Extent, PlaneTrack } from "./projection";
import { formatCount } from "./quantities";
import { element, px, textElement } from "./svg";

const SMALL_SIZE = 12;

/** Colours repeat after six tracks; the dashes then differ. */
const COLOURS = 6;
const DASHES = [
  { svg: undefined, plotly: "solid" },
  { svg: "7 4", plotly: "dash" },
  { svg: "2 3", plotly: "dot" },
] as const;

/** How the n-th track's line is broken, in SVG's words and in plotly's. */
export function dashes(index: number): (typeof DASHES)[number] {
  return DASHES[Math.floor(index / COLOURS) % DASHES.length] ?? DASHES[0];
}

/** A frame of the picture, and the ground that it shows. */
export interface Panel {
  x: number;
  y: number;
  width: number;
  height: number;
  extent: Extent;
  /** Pixels in a kilometre. */
  scale: number;
}

/** A frame with a scale bar around what is drawn already. */
export function panel(frame: Panel, content: string): string {
  const { x, y, width, height } = frame;
  const outline = element("rect", { x, y, width, height, rx: 4, fill: "none", stroke: NEUTRAL_LINE });
  return outline + content + scaleBar(frame);
}

/** A place in the picture, in pixels. */
export interface Place {
  x: number;
  y: number;
}

/** Where a track's points are in a frame. */
export function placesIn({ extent, scale, ...frame }: Panel, { points }: PlaneTrack): Place[] {
  // The ground's middle lies in the frame's middle, a little up: the scale bar stands below.
  const centreX = frame.x + frame.width / 2 - ((extent.west + extent.east) / 2) * scale;
  const centreY = frame.y + (frame.height - 24) / 2 + ((extent.south + extent.north) / 2) * scale;
  return points.map(({ east, north }) => ({ x: centreX + east * scale, y: centreY - north * scale }));
}

/** A track in a frame, in the colour of its number. */
export function trackLine(track: PlaneTrack, index: number, frame: Panel): string {
  const places = placesIn(frame, track);
  const paint = colour(index);
  const line = {
    ...{ d: pathOf(places), fill: "none", stroke: paint, "stroke-width": 2.2, "stroke-linejoin": "round" },
    ...{ "stroke-linecap": "round", "stroke-dasharray": dashes(index).svg, class: "track" },
  };
  return element("path", line) + ends(places, paint, paint);
}

/** A ring at the first of the places, a dot at the last one. */
export function ends(places: readonly Place[], ringPaint: string, dotPaint: string): string {
  const [start] = places;
  const end = places.at(-1);
  if (start === undefined || end === undefined) return "";
  const dot = { cx: end.x, cy: end.y, r: 4, fill: dotPaint, class: "end" };
  const ring = { cx: start.x, cy: start.y, r: 5.5, fill: "none", stroke: ringPaint, "stroke-width": 2 };
  return element("circle", dot) + element("circle", { ...ring, class: "start" });
}

/** A path through places, without those that lie within half a pixel of the one before. */
export function pathOf(places: readonly Place[]): string {
  let last: Place | undefined;
  const steps: string[] = [];
  places.forEach((place, index) => {
    const near = last !== undefined && Math.hypot(place.x - last.x, place.y - last.y) < 0.5;
    if (near && index < places.length - 1) return;
    steps.push(`${last === undefined ? "M" : "L"}${px(place.x)} ${px(place.y)}`);
    last = place;
  });
  return steps.join("");
}

function scaleBar(frame: Panel): string {
  // The longest nice length that takes at most a third of the frame.
  const most = frame.width / 3 / frame.scale;
  const power = 10 ** Math.floor(Math.log10(most));
  const kilometres = power * ([5, 2].find((factor) => factor * power <= most) ?? 1);
  const length = kilometres * frame.scale;
  const x = frame.x + 12;
  const y = frame.y + frame.height - 10;
  const text = kilometres < 1 ? `${formatCount(kilometres * 1000)} m` : `${formatCount(kilometres)} km`;
  return (
    element("path", {
      d: `M${px(x)} ${px(y - 5)}v5h${px(length)}v-5`,
      fill: "none",
      stroke: NEUTRAL,
      class: "scale",
    }) + textElement(text, { x: x + length + 7, y, "font-size": SMALL_SIZE, class: "scale-text" })
  );
}

/** What ring and dot stand for. */
export function key(y: number): string {
  const style = { "font-size": SMALL_SIZE, fill: NEUTRAL, y };
  return (
    element("circle", { cx: 7, cy: y - 4, r: 5.5, fill: "none", stroke: NEUTRAL, "stroke-width": 2 }) +
    textElement("start", { ...style, x: 18 }) +
    element("circle", { cx: 65, cy: y - 4, r: 4, fill: NEUTRAL }) +
    textElement("end", { ...style, x: 75 })
  );
}
