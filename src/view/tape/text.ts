import { playheadsOn, sumsOn, type GroupPositions, type Playhead, type TopicLog } from "./frames";
import { oneLine } from "../../printable";
import { formatCount } from "../quantities";
import { groupFacts, hiddenNote, NOBODY, PARTITIONS_DRAWN, SEPARATOR, topicSummary } from "./words";

/** Characters of the longest tape: with the words behind it a line stays below 100 columns. */
const TAPE_WIDTH = 40;

/** The playhead view in characters, e.g. `p0  |=====>--------|  166/681  lag 515`. */
export function tapeText(
  topics: readonly TopicLog[],
  groups: readonly GroupPositions[],
  status: string | undefined,
): string {
  const tapes = topics.map((topic) => topicText(topic, groups));
  return [...tapes, ...(status === undefined ? [] : [status])].join("\n\n");
}

function topicText(topic: TopicLog, groups: readonly GroupPositions[]): string {
  const lines = [`${oneLine(topic.topic)}  ${topicSummary(topic)}`];
  const sums = sumsOn(topic, groups);
  if (sums.length === 0) lines.push("", NOBODY);
  for (const sum of sums) {
    lines.push("", oneLine(`${sum.group.group}  ${groupFacts(sum).join(SEPARATOR)}`));
    lines.push(...groupTapes(topic, groups, sum.index));
  }
  const hidden = hiddenNote(topic, groups);
  if (hidden !== undefined) lines.push("", oneLine(hidden));
  return lines.join("\n");
}

function groupTapes(topic: TopicLog, groups: readonly GroupPositions[], index: number): string[] {
  const drawn = topic.partitions.slice(0, PARTITIONS_DRAWN);
  const rows = drawn.flatMap((log) =>
    playheadsOn(topic.topic, log, groups)
      .filter((playhead) => playhead.index === index)
      .map((playhead) => [
        `p${log.partition}`,
        tape(playhead, log.end - log.start),
        playhead.offset === undefined ? playhead.label : `${playhead.label}/${log.end}`,
        `lag ${formatCount(playhead.left)}`,
      ]),
  );
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ")}`);
}

/** Of a window only its own part of the tape has a line: `|        ===>----        |`. */
function tape({ at, begin, end, offset }: Playhead, total: number): string {
  if (total === 0) return `|${"empty".padEnd(TAPE_WIDTH)}|`;
  // The head takes a column of its own, so that a playhead at the very start can be told from none.
  const column = (frame: number): number => Math.round((frame / total) * (TAPE_WIDTH - 1));
  const head = offset === undefined ? -1 : column(at);
  const characters = Array.from({ length: TAPE_WIDTH }, (_, place) => {
    if (place === head) return ">";
    if (place < column(begin) || place > column(end)) return " ";
    return place < head ? "=" : "-";
  });
  return `|${characters.join("")}|`;
}
