import { MUTED, svgDocument, element, textElement, textWidth } from "../svg";
import { flags } from "./flags";
import { playheadsOn, type GroupPositions, type TopicLog } from "./frames";
import { BOLD, CONTENT_WIDTH, lineBlock, MARGIN, SMALL_SIZE, stack, TEXT_SIZE, type Block } from "./layout";
import { legendBlock } from "./legend";
import { partitionBlock, type Scale } from "./partition";
import { hiddenNote, PARTITIONS_DRAWN, topicSummary } from "./words";

const TITLE_SIZE = 16;
/** With more partitions than this the times stand in the title alone. */
const TIMES_UP_TO = 4;
const GAP_BETWEEN_TOPICS = 20;

/** The playhead view as an SVG document: a tape per partition, a playhead per group, a legend per topic. */
export function tapeSvg(topics: readonly TopicLog[], groups: readonly GroupPositions[]): string {
  const blocks = topics.map((topic) => topicBlock(topic, groups));
  const body = stack(blocks, GAP_BETWEEN_TOPICS);
  const label = `Playheads of ${groups.length} consumer groups on ${topics.map((topic) => topic.topic).join(", ")}`;
  const placed = element("g", { transform: `translate(${MARGIN} ${MARGIN})` }, body.content);
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
    tape.flags.map((flag) => (room - flag.width) / Math.max(flag.read / longest, 1e-9)),
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

function titleBlock(topic: TopicLog): Block {
  const summary = topicSummary(topic);
  const summaryWidth = textWidth(summary, TEXT_SIZE);
  const nameWidth = textWidth(topic.topic, TITLE_SIZE) * BOLD;
  const below = nameWidth + 14 + summaryWidth > CONTENT_WIDTH;
  return {
    height: below ? 42 : 22,
    content:
      textElement(topic.topic, { y: 15, "font-size": TITLE_SIZE, "font-weight": 600 }, CONTENT_WIDTH / BOLD) +
      textElement(
        summary,
        { x: below ? 0 : nameWidth + 14, y: below ? 35 : 15, "font-size": TEXT_SIZE, fill: MUTED },
        CONTENT_WIDTH,
      ),
  };
}
