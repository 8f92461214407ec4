import { playheadsOn, sumsOn, type GroupPositions, type Playhead, type TopicLog } from "./frames";
import { formatCount, oneLine } from "../quantities";
import { groupFacts, hiddenNote, PARTITIONS_DRAWN, SEPARATOR, topicSummary } from "./words";

/** Characters of the longest tape: with the words behind it a line stays below 100 columns. */
const TAPE_WIDTH = 40;

/** The playhead view in characters, e.g. `p0  |=====>--------|  166/681  515 left`. */
export function tapeText(topics: readonly TopicLog[], groups: readonly GroupPositions[]): string {
  return topics.map((topic) => topicText(topic, groups)).join("\n\n");
}

function topicText(topic: TopicLog, groups: readonly GroupPositions[]): string {
  const lines = [`${oneLine(topic.topic)}  ${topicSummary(topic)}`];
  for (const sum of sumsOn(topic, groups)) {
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
        tape(playhead),
        playhead.offset === undefined ? playhead.label : `${playhead.label}/${log.end}`,
        `${formatCount(playhead.left)} left`,
      ]),
  );
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ")}`);
}

function tape({ read, left, offset }: Playhead): string {
  const total = read + left;
  if (total === 0) return `|${"empty".padEnd(TAPE_WIDTH)}|`;
  if (offset === undefined) return `|${"-".repeat(TAPE_WIDTH)}|`;
  // The head takes a column of its own, so that a playhead at the very start can be told from none.
  const before = Math.round((read / total) * (TAPE_WIDTH - 1));
  return `|${"=".repeat(before)}>${"-".repeat(TAPE_WIDTH - 1 - before)}|`;
}
