import { element, FAINT, MUTED, textElement, textWidth } from "../svg";
import { sumsOn, type GroupPositions, type TopicLog } from "./frames";
import { BOLD, CONTENT_WIDTH, LINE_HEIGHT, lineBlock, TEXT_SIZE, type Block } from "./layout";
import { marker } from "./markers";
import { groupFacts, NOBODY } from "./words";
import { wrapFacts } from "./wrap";

/** Beside names up to this width there is room for the facts; below longer ones, as groups often differ at the end. */
const MAX_NAME_WIDTH = 260;
const INDENT = 20;

/** Each group's marker, name and sums over the topic's partitions. */
export function legendBlock(topic: TopicLog, groups: readonly GroupPositions[]): Block {
  const sums = sumsOn(topic, groups);
  if (sums.length === 0) return lineBlock(NOBODY);
  const widest = Math.max(...sums.map((sum) => textWidth(sum.group.group, TEXT_SIZE) * BOLD));
  const below = widest > MAX_NAME_WIDTH;
  const x = below ? INDENT : INDENT + widest + 16;
  const available = CONTENT_WIDTH - x;
  let y = 22;
  const rows = sums.map((sum) => {
    const lines = wrapFacts(groupFacts(sum), TEXT_SIZE, available);
    const style = { x, "font-size": TEXT_SIZE, fill: MUTED };
    const name = { x: INDENT, y, "font-size": TEXT_SIZE, "font-weight": 600 };
    const firstLine = below ? y + LINE_HEIGHT : y;
    const row =
      marker(sum.index, 8, y - 5, { hollow: sum.notStarted === sum.partitions }) +
      textElement(sum.group.group, name, (CONTENT_WIDTH - INDENT) / BOLD) +
      lines
        .map((line, index) => textElement(line, { ...style, y: firstLine + LINE_HEIGHT * index }, available))
        .join("");
    y = firstLine + LINE_HEIGHT * lines.length + 3;
    return row;
  });
  const rule = element("path", { d: `M0 2H${CONTENT_WIDTH}`, stroke: FAINT });
  return { height: y - 12, content: rule + rows.join("") };
}
