import type { Playhead } from "./frames";
import { SMALL_SIZE } from "./layout";
import { marker } from "./markers";
import { escapeHtml } from "../mime";
import { colour } from "../palette";
import { element, INK, px, textElement, textWidth } from "../svg";

const MARKER_STEP = 14;
/** Groups at one offset share a flag: so many markers of theirs are drawn, the rest counted. */
const MARKERS_SHOWN = 5;

/** The playheads that stand at one place, drawn as a flag: their markers, then the offset. */
export interface Flag {
  playheads: Playhead[];
  /** Where on the tape it stands, in frames. */
  at: number;
  label: string;
  width: number;
}

/** Playheads gathered into flags, by the place where they stand. */
export function flags(playheads: readonly Playhead[]): Flag[] {
  const places = new Map<string, Playhead[]>();
  for (const playhead of playheads) {
    places.set(playhead.label, [...(places.get(playhead.label) ?? []), playhead]);
  }
  return [...places].map(([place, together]) => {
    const more = together.length - MARKERS_SHOWN;
    const label = more > 0 ? `+${more} at ${place}` : place;
    const markers = Math.min(together.length, MARKERS_SHOWN);
    const width = markers * MARKER_STEP + textWidth(label, SMALL_SIZE);
    return { playheads: together, at: together[0]?.at ?? 0, label, width };
  });
}

/**
 * The lane of each flag, 0 next to the tape, such that no two flags overlap. Going from right to left keeps most
 * poles, which stand at their flag's left end, from crossing the labels of lower lanes.
 */
export function assignLanes(spans: readonly { x: number; width: number }[]): number[] {
  const lanes: number[] = spans.map(() => 0);
  /** For each lane, where its leftmost flag begins. */
  const taken: number[] = [];
  const fromRight = spans.map((span, index) => ({ ...span, index })).sort((a, b) => b.x - a.x);
  for (const { x, width, index } of fromRight) {
    let lane = taken.findIndex((begin) => x + width < begin);
    if (lane === -1) lane = taken.length;
    taken[lane] = x - MARKER_STEP / 2;
    lanes[index] = lane;
  }
  return lanes;
}

/** A flag's pole, from (x, y) down to its foot. */
export function pole(flag: Flag, x: number, y: number, foot: number): string {
  const [first] = flag.playheads;
  const alone = flag.playheads.length === 1 ? first : undefined;
  return element("path", {
    ...{ d: `M${px(x)} ${px(y)}V${px(foot)}`, "stroke-width": 2 },
    stroke: alone === undefined ? INK : colour(alone.index),
    "stroke-dasharray": first?.offset === undefined ? "3 3" : undefined,
  });
}

/** A flag's markers and label, at the top of its pole. */
export function flagElement(flag: Flag, x: number, y: number): string {
  const markers = flag.playheads.slice(0, MARKERS_SHOWN);
  const hollow = flag.playheads[0]?.offset === undefined;
  const names = flag.playheads.map((playhead) => playhead.group.group).join(", ");
  return element(
    "g",
    { class: "playhead" },
    [
      element("title", {}, escapeHtml(`${names}: ${flag.label}`)),
      ...markers.map(({ index }, place) => marker(index, x + place * MARKER_STEP, y, { hollow })),
      textElement(flag.label, {
        ...{
          x: x + markers.length * MARKER_STEP - 4,
          y: y + 4.5,
          "font-size": SMALL_SIZE,
          "font-weight": 600,
        },
        ...{ stroke: "#ffffff", "stroke-width": 4, "paint-order": "stroke", class: "position" },
      }),
    ].join(""),
  );
}
