import { MUTED, svgDocument, element, textElement, textWidth } from "../svg";
import { flags } from "./flags";
import { playheadsOn, type GroupPositions, type TopicLog } from "./frames";
import { BOLD, CONTENT_WIDTH, lineBlock, MARGIN, SMALL_SIZE, stack, TEXT_SIZE, type Block } from "./layout";
import { legendBlock } from "./legend";
import { partitionBlock, type Scale } from "./partition";
import { hiddenNote, PARTITIONS_DRAWN, topicSummary } from "./words";

const TITLE_SIZE = 18;
/** With more partitions than this the times stand in the title alone. */
const TIMES_UP_TO = 4;
const GAP_BETWEEN_TOPICS = 24;
/** Kept free to the right of a topic's name. */
const STATUS_WIDTH = 180;

/** The playhead view as an SVG document: a tape per partition, a playhead per group, a legend per topic. */
export function tapeSvg(
  topics: readonly TopicLog[],
  groups: readonly GroupPositions[],
  status: string | undefined,
): string {
  const blocks = topics.map((topic) => topicBlock(topic, groups));
  const body = stack(blocks, GAP_BETWEEN_TOPICS);
  const label = `Playheads of ${groups.length} consumer groups on ${topics.map((topic) => topic.topic).join(", ")}`;
  const content = body.content + (status === undefined ? "" : statusElement(status));
  const placed = element("g", { transform: `translate(${MARGIN} ${MARGIN})` }, content);
  return svgDocument(CONTENT_WIDTH + 2 * MARGIN, body.height + 2 * MARGIN, label, placed);
}

function topicBlock(topic: TopicLog, groups: readonly GroupPositions[]): Block {
  const drawn = topic.partitions.slice(0, PARTITIONS_DRAWN);
  const tapes = drawn.map((log) => ({ log, flags: flags(playheadsOn(topic.topic, log, groups)) }));
  const labelWidth = 14 + Math.max(0, ...drawn.map((log) => textWidth(`p${log.partition}`, TEXT_SIZE)));
  const longest = Math.max(1, ...drawn.map((log) => log.end - log.start));
  const room = CONTENT_WIDTH - labelWidth;
  // Flags stand to the right of their place: the tapes are as long as lets every flag stay in the picture.
  const widths = tapes.flatMap((tape) =>
    tape.flags.map((flag) => (room - flag.width) / Math.max(flag.at / longest, 1e-9)),
  );
  const scale: Scale = {
    left: labelWidth,
    width: Math.min(room - textWidth(String(longest), SMALL_SIZE) / 2, ...widths),
    longest,
    times: topic.partitions.length <= TIMES_UP_TO,
  };
  const hidden = hiddenNote(topic, groups);
  return stack([
    titleBlock(topic),
    ...tapes.map((tape) => partitionBlock(tape.log, tape.flags, scale)),
    ...(hidden === undefined ? [] : [lineBlock(hidden)]),
    legendBlock(topic, groups),
  ]);
}

/** In the upper right corner, where a topic's name seldom reaches. */
function statusElement(status: string): string {
  const text = { x: CONTENT_WIDTH, y: 16, "text-anchor": "end", "font-size": SMALL_SIZE, fill: MUTED };
  return textElement(status, { ...text, class: "status" });
}

function titleBlock(topic: TopicLog): Block {
  const name = { y: 16, "font-size": TITLE_SIZE, "font-weight": 600 };
  const summary = { y: 38, "font-size": TEXT_SIZE, fill: MUTED };
  return {
    height: 48,
    content:
      textElement(topic.topic, name, (CONTENT_WIDTH - STATUS_WIDTH) / BOLD) +
      textElement(topicSummary(topic), summary, CONTENT_WIDTH),
  };
}
