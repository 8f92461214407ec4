import {
  playheadsOn,
  sumsOn,
  type GroupPositions,
  type PartitionLog,
  type Playhead,
  type TopicLog,
} from "./frames";
import { marker } from "./markers";
import { escapeHtml } from "./mime";
import { colour } from "./palette";
import { formatTime } from "./quantities";
import { element, FAINT, INK, MUTED, niceStep, px, svgDocument, textElement, textWidth } from "./svg";
import { groupFacts, hiddenNote, PARTITIONS_DRAWN, SEPARATOR, topicSummary } from "./tape-words";

const WIDTH = 860;
const MARGIN = 20;
const TITLE_SIZE = 16;
const TEXT_SIZE = 13;
const SMALL_SIZE = 12;
/** How much wider semi-bold text is. */
const BOLD = 1.08;
const LANE_HEIGHT = 18;
const MARKER_STEP = 14;
/** Groups at one offset share a flag: so many markers of theirs are drawn, the rest counted. */
const MARKERS_SHOWN = 5;
/** A tape that would be shorter than this is drawn as long as this. */
const SHORTEST_TAPE = 60;
/** With more partitions than this the times stand in the title alone. */
const TIMES_UP_TO = 4;
const LINE_HEIGHT = 18;
const MAX_NAME_WIDTH = 260;
const GAP_BETWEEN_TOPICS = 20;

/** A piece of the picture and the height it takes; drawn from y = 0 down. */
interface Block {
  height: number;
  content: string;
}

/** The playhead view as an SVG document: a tape per partition, a playhead per group, a legend per topic. */
export function tapeSvg(topics: readonly TopicLog[], groups: readonly GroupPositions[]): string {
  const blocks = topics.map((topic) => topicBlock(topic, groups));
  const body = stack(blocks, MARGIN, GAP_BETWEEN_TOPICS);
  const label = `Playheads of ${groups.length} consumer groups on ${topics.map((topic) => topic.topic).join(", ")}`;
  return svgDocument(WIDTH, body.height, label, body.content);
}

/** Blocks one below the other. */
function stack(blocks: readonly Block[], margin: number, gap = 0): Block {
  let y = margin;
  const content = blocks.map((block) => {
    const placed = element("g", { transform: `translate(${margin} ${px(y)})` }, block.content);
    y += block.height + gap;
    return placed;
  });
  return { height: y - (blocks.length > 0 ? gap : 0) + margin, content: content.join("") };
}

function topicBlock(topic: TopicLog, groups: readonly GroupPositions[]): Block {
  const drawn = topic.partitions.slice(0, PARTITIONS_DRAWN);
  const tapes = drawn.map((log) => ({ log, flags: flags(playheadsOn(topic.topic, log, groups)) }));
  const labelWidth = 14 + Math.max(0, ...drawn.map((log) => textWidth(`p${log.partition}`, TEXT_SIZE)));
  const longest = Math.max(1, ...drawn.map((log) => log.end - log.start));
  const room = WIDTH - 2 * MARGIN - labelWidth;
  // Flags stand to the right of their place: the tapes are as long as lets every flag stay in the picture.
  const widths = tapes.flatMap((tape) =>
    tape.flags.map((flag) => (room - flag.width) / Math.max(flag.read / longest, 1e-9)),
  );
  const scale: Scale = {
    left: labelWidth,
    width: Math.min(room - textWidth(String(longest), SMALL_SIZE) / 2, ...widths),
    longest,
    times: topic.partitions.length <= TIMES_UP_TO,
  };
  const hidden = hiddenNote(topic, groups);
  return stack(
    [
      titleBlock(topic),
      ...tapes.map((tape) => tapeBlock(tape.log, tape.flags, scale)),
      ...(hidden === undefined ? [] : [lineBlock(hidden)]),
      legendBlock(topic, groups),
    ],
    0,
  );
}

function titleBlock(topic: TopicLog): Block {
  const available = WIDTH - 2 * MARGIN;
  const summary = topicSummary(topic);
  const summaryWidth = textWidth(summary, TEXT_SIZE);
  const nameWidth = textWidth(topic.topic, TITLE_SIZE) * BOLD;
  const below = nameWidth + 14 + summaryWidth > available;
  return {
    height: below ? 42 : 22,
    content:
      textElement(topic.topic, { y: 15, "font-size": TITLE_SIZE, "font-weight": 600 }, available / BOLD) +
      textElement(
        summary,
        { x: below ? 0 : nameWidth + 14, y: below ? 35 : 15, "font-size": TEXT_SIZE, fill: MUTED },
        available,
      ),
  };
}

function lineBlock(text: string): Block {
  const attributes = { y: 22, "font-size": TEXT_SIZE, fill: MUTED };
  return { height: 30, content: textElement(text, attributes, WIDTH - 2 * MARGIN) };
}

/** The playheads that stand at one place, drawn as a flag: their markers, then the offset. */
interface Flag {
  playheads: Playhead[];
  read: number;
  label: string;
  width: number;
}

function flags(playheads: readonly Playhead[]): Flag[] {
  const places = new Map<string, Playhead[]>();
  for (const playhead of playheads) {
    places.set(playhead.label, [...(places.get(playhead.label) ?? []), playhead]);
  }
  return [...places].map(([place, together]) => {
    const more = together.length - MARKERS_SHOWN;
    const label = more > 0 ? `+${more} at ${place}` : place;
    const markers = Math.min(together.length, MARKERS_SHOWN);
    const width = markers * MARKER_STEP + textWidth(label, SMALL_SIZE);
    return { playheads: together, read: together[0]?.read ?? 0, label, width };
  });
}

interface Scale {
  left: number;
  /** Pixels of the longest tape, which holds `longest` offsets. */
  width: number;
  longest: number;
  times: boolean;
}

function tapeBlock(log: PartitionLog, shown: readonly Flag[], scale: Scale): Block {
  const total = log.end - log.start;
  const width = Math.max(SHORTEST_TAPE, (total / scale.longest) * scale.width);
  const place = (read: number): number => scale.left + (total === 0 ? 0 : (read / total) * width);
  const lanes = assignLanes(shown.map((flag) => ({ x: place(flag.read), width: flag.width })));
  const count = shown.reduce((sum, flag) => sum + flag.playheads.length, 0);
  const top = 10 + LANE_HEIGHT * Math.max(1, ...lanes.map((lane) => lane + 1));
  const height = Math.min(Math.max(22, count * 5), 40);
  const at = shown.map((flag, index) => ({
    flag,
    x: place(flag.read),
    y: top - 10 - LANE_HEIGHT * (lanes[index] ?? 0),
  }));
  const below = ticks(log, place, width, top + height, scale);
  return {
    height: top + height + below.height,
    content: [
      textElement(`p${log.partition}`, { y: top + height / 2 + 4.5, "font-size": TEXT_SIZE }),
      strips(shown, place, top, height),
      outline(scale.left, top, width, height, total === 0),
      below.content,
      // A pole may cross another flag's label: labels come last, with a rim that keeps them legible.
      ...at.map(({ flag, x, y }) => pole(flag, x, y, top + height)),
      ...at.map(({ flag, x, y }) => flagElement(flag, x, y)),
    ].join(""),
  };
}

/**
 * The lane of each flag, 0 next to the tape, such that no two flags overlap. Going from right to left keeps most
 * poles, which stand at their flag's left end, from crossing the labels of lower lanes.
 */
function assignLanes(spans: readonly { x: number; width: number }[]): number[] {
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

/** What each group has read, as a strip of its colour inside of the tape. */
function strips(
  shown: readonly Flag[],
  place: (read: number) => number,
  top: number,
  height: number,
): string {
  const playheads = shown.flatMap((flag) => flag.playheads).sort((a, b) => a.index - b.index);
  const each = height / Math.max(playheads.length, 1);
  return playheads
    .map(({ index, read }, row) =>
      read === 0
        ? ""
        : element("rect", {
            ...{ x: place(0), y: top + row * each, width: place(read) - place(0), height: each },
            ...{ fill: colour(index), "fill-opacity": 0.3, class: "read" },
          }),
    )
    .join("");
}

function outline(x: number, y: number, width: number, height: number, empty: boolean): string {
  const frame = { x, y, width, height, fill: "none", stroke: MUTED, "stroke-opacity": 0.6 };
  if (!empty) return element("rect", { ...frame, rx: 3 });
  const text = { x: x + width / 2, y: y + height / 2 + 4, "font-size": SMALL_SIZE, "text-anchor": "middle" };
  return (
    element("rect", { ...frame, "stroke-dasharray": "3 3" }) + textElement("empty", { ...text, fill: MUTED })
  );
}

/** Offsets below the tape: start, end, and nice ones between as far as they don't touch; and the times. */
function ticks(
  log: PartitionLog,
  place: (read: number) => number,
  width: number,
  y: number,
  scale: Scale,
): Block {
  const total = log.end - log.start;
  const room = textWidth(String(log.end), SMALL_SIZE) + 16;
  const step = total === 0 ? 1 : Math.max(1, niceStep((total * room) / width));
  const offsets = [log.start];
  for (let offset = Math.ceil((log.start + 1) / step) * step; offset < log.end; offset += step) {
    const x = place(offset - log.start);
    if (x - place(0) >= room && place(total) - x >= room) offsets.push(offset);
  }
  // On a very short tape the end has no room of its own: start and end become one text.
  const squeezed = total > 0 && width < room;
  if (total > 0 && !squeezed) offsets.push(log.end);
  const marks = offsets.map((offset) => {
    const x = place(offset - log.start);
    const bound = offset === log.start || offset === log.end;
    const text = squeezed ? `${log.start} – ${log.end}` : String(offset);
    return (
      element("path", { d: `M${px(x)} ${px(y)}v5`, stroke: MUTED }) +
      textElement(text, {
        ...{ x: offset === log.start ? x - 1 : x, y: y + 17, "font-size": SMALL_SIZE, class: "offset" },
        ...{ "text-anchor": offset === log.start ? "start" : "middle", fill: bound ? INK : MUTED },
      })
    );
  });
  const times = scale.times ? timesElement(log, place(0), width, y + 32) : "";
  return { height: times === "" ? 26 : 40, content: marks.join("") + times };
}

function timesElement(log: PartitionLog, x: number, width: number, y: number): string {
  if (log.firstTime === undefined || log.lastTime === undefined) return "";
  const style = { y, "font-size": SMALL_SIZE, fill: MUTED, class: "time" };
  const first = formatTime(log.firstTime);
  const last = formatTime(log.lastTime);
  if (textWidth(first + last, SMALL_SIZE) + 24 > width) {
    return textElement(first === last ? first : `${first} – ${last}`, { ...style, x: x - 1 });
  }
  return (
    textElement(first, { ...style, x: x - 1 }) +
    textElement(last, { ...style, x: x + width, "text-anchor": "end" })
  );
}

function pole(flag: Flag, x: number, y: number, foot: number): string {
  const [first] = flag.playheads;
  const alone = flag.playheads.length === 1 ? first : undefined;
  return element("path", {
    ...{ d: `M${px(x)} ${px(y)}V${px(foot)}`, "stroke-width": 2 },
    stroke: alone === undefined ? INK : colour(alone.index),
    "stroke-dasharray": first?.offset === undefined ? "3 3" : undefined,
  });
}

function flagElement(flag: Flag, x: number, y: number): string {
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

/** Facts in as many lines as they need, broken between facts only. */
function wrap(facts: readonly string[], size: number, width: number): string[] {
  const lines: string[] = [];
  for (const fact of facts) {
    const longer = `${lines.at(-1) ?? ""}${SEPARATOR}${fact}`;
    if (lines.length > 0 && textWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(fact);
  }
  return lines;
}

function legendBlock(topic: TopicLog, groups: readonly GroupPositions[]): Block {
  const sums = sumsOn(topic, groups);
  if (sums.length === 0) return lineBlock("no consumer group has a place on this topic");
  const widest = Math.max(...sums.map((sum) => textWidth(sum.group.group, TEXT_SIZE) * BOLD));
  const nameWidth = Math.min(widest, MAX_NAME_WIDTH);
  const x = 20 + nameWidth + 16;
  const available = WIDTH - 2 * MARGIN - x;
  let y = 18;
  const rows = sums.map((sum) => {
    const lines = wrap(groupFacts(sum), TEXT_SIZE, available);
    const style = { x, "font-size": TEXT_SIZE, fill: MUTED };
    const name = { x: 20, y, "font-size": TEXT_SIZE, "font-weight": 600 };
    const row =
      marker(sum.index, 8, y - 4.5, { hollow: sum.notStarted === sum.partitions }) +
      textElement(sum.group.group, name, nameWidth / BOLD) +
      lines
        .map((line, index) => textElement(line, { ...style, y: y + LINE_HEIGHT * index }, available))
        .join("");
    y += LINE_HEIGHT * lines.length + 2;
    return row;
  });
  const rule = element("path", { d: `M0 2H${WIDTH - 2 * MARGIN}`, stroke: FAINT });
  return { height: y - 12, content: rule + rows.join("") };
}
