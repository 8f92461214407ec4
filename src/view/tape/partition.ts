import { colour } from "../palette";
import { element, MUTED, textElement } from "../svg";
import { assignLanes, flagElement, pole, type Flag } from "./flags";
import type { PartitionLog } from "./frames";
import { SMALL_SIZE, TEXT_SIZE, type Block } from "./layout";
import { ticks } from "./ticks";

const LANE_HEIGHT = 20;
/** A tape that would be shorter than this is drawn as long as this. */
const SHORTEST_TAPE = 60;

/** What the tapes of a topic have in common. */
export interface Scale {
  /** Where the tapes begin. */
  left: number;
  /** Pixels of the longest tape, which holds `longest` offsets. */
  width: number;
  longest: number;
  /** Whether the times of the first and the last record stand below each tape. */
  times: boolean;
}

/** One partition: its tape, the flags above it and the ticks below. */
export function partitionBlock(log: PartitionLog, shown: readonly Flag[], scale: Scale): Block {
  const total = log.end - log.start;
  const width = Math.max(SHORTEST_TAPE, (total / scale.longest) * scale.width);
  const place = (frame: number): number => scale.left + (total === 0 ? 0 : (frame / total) * width);
  const lanes = assignLanes(shown.map((flag) => ({ x: place(flag.at), width: flag.width })));
  const count = shown.reduce((sum, flag) => sum + flag.playheads.length, 0);
  const top = 12 + LANE_HEIGHT * Math.max(1, ...lanes.map((lane) => lane + 1));
  const height = Math.min(Math.max(22, count * 5), 40);
  const at = shown.map((flag, index) => ({
    flag,
    x: place(flag.at),
    y: top - 10 - LANE_HEIGHT * (lanes[index] ?? 0),
  }));
  const below = ticks(log, { place, width, y: top + height, times: scale.times });
  return {
    height: top + height + below.height,
    content: [
      textElement(`p${log.partition}`, { y: top + height / 2 + 5, "font-size": TEXT_SIZE }),
      windows(shown, place, top, height),
      strips(shown, place, top, height),
      outline(scale.left, top, width, height, total === 0),
      below.content,
      // A pole may cross another flag's label: labels come last, with a rim that keeps them legible.
      ...at.map(({ flag, x, y }) => pole(flag, x, y, top + height)),
      ...at.map(({ flag, x, y }) => flagElement(flag, x, y)),
    ].join(""),
  };
}

/** The stretch of the tape that a group with a window is to read, in its colour, as high as the tape. */
function windows(
  shown: readonly Flag[],
  place: (frame: number) => number,
  top: number,
  height: number,
): string {
  return shown
    .flatMap((flag) => flag.playheads)
    .filter(({ windowed }) => windowed)
    .map(({ index, begin, end }) =>
      element("rect", {
        // A window without records is still to be seen.
        ...{ x: place(begin), y: top - 3, width: Math.max(place(end) - place(begin), 1), height: height + 6 },
        ...{ fill: colour(index), "fill-opacity": 0.12, stroke: colour(index), "stroke-dasharray": "4 3" },
        class: "window",
      }),
    )
    .join("");
}

/** What each group has read, as a strip of its colour inside of the tape. */
function strips(
  shown: readonly Flag[],
  place: (frame: number) => number,
  top: number,
  height: number,
): string {
  const playheads = shown.flatMap((flag) => flag.playheads).sort((a, b) => a.index - b.index);
  const each = height / Math.max(playheads.length, 1);
  return playheads
    .map(({ index, begin, read }, row) => {
      if (read === 0) return "";
      const [x, end] = [place(begin), place(begin + read)];
      return element("rect", {
        ...{ x, y: top + row * each, width: end - x, height: each },
        ...{ fill: colour(index), "fill-opacity": 0.3, class: "read" },
      });
    })
    .join("");
}

function outline(x: number, y: number, width: number, height: number, empty: boolean): string {
  const frame = { x, y, width, height, fill: "none", stroke: MUTED, "stroke-opacity": 0.6 };
  if (!empty) return element("rect", { ...frame, rx: 3 });
  const text = { x: x + width / 2, y: y + height / 2 + 5, "font-size": SMALL_SIZE, "text-anchor": "middle" };
  return (
    element("rect", { ...frame, "stroke-dasharray": "3 3" }) + textElement("empty", { ...text, fill: MUTED })
  );
}
