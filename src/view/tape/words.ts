import type { GroupPositions, GroupSum, Playhead, TopicLog } from "./frames";
import { playheadsOn } from "./frames";
import { formatCount, formatTime, plural } from "../quantities";

/** What the playhead view says in words, the same in its picture and in its text. */

/** A topic with more partitions than this is drawn in part; the sums always count all. */
export const PARTITIONS_DRAWN = 12;

export const NOBODY = "no consumer group has a place on this topic";

export const SEPARATOR = " · ";

/** E.g. `2014-10-01 00:00 – 2014-10-03 00:00 UTC`. */
function timeSpan(from: number, to: number): string {
  return `${formatTime(from).replace(/ UTC$/, "")} – ${formatTime(to)}`;
}

/** E.g. `2 partitions · 681 records · 2014-09-13 07:24 – 2023-03-31 16:10 UTC`. */
export function topicSummary({ partitions }: TopicLog): string {
  const records = partitions.map((log) => log.records);
  const known = records.filter((count): count is number => count !== undefined);
  const offsets = partitions.reduce((sum, log) => sum + log.end - log.start, 0);
  const first = Math.min(...partitions.map((log) => log.firstTime ?? Number.POSITIVE_INFINITY));
  const last = Math.max(...partitions.map((log) => log.lastTime ?? Number.NEGATIVE_INFINITY));
  return [
    plural(partitions.length, "partition"),
    known.length === records.length && known.length > 0
      ? plural(
          known.reduce((sum, count) => sum + count, 0),
          "record",
        )
      : plural(offsets, "offset"),
    ...(Number.isFinite(first) && Number.isFinite(last) ? [timeSpan(first, last)] : []),
  ].join(SEPARATOR);
}

/** E.g. `frame 166 of 681`, `lag 515`, `Stable`, `1 member`: to be joined by {@link SEPARATOR}. */
export function groupFacts(sum: GroupSum): string[] {
  const { read, left, total, notStarted, partitions } = sum;
  const { state, members } = sum.group;
  const { text, window } = sum.run ?? {};
  return [
    ...(window === undefined ? [] : [`window ${timeSpan(window.from, window.to)}`]),
    ...(notStarted === partitions
      ? ["not started"]
      : [
          `frame ${formatCount(read)} of ${formatCount(total)}`,
          ...(notStarted > 0 ? [`not started on ${notStarted} of ${partitions} partitions`] : []),
        ]),
    `lag ${formatCount(left)}`,
    state,
    ...(members === undefined || members === 0 ? [] : [plural(members, "member")]),
    ...(text === undefined ? [] : [text]),
  ];
}

/** What is said in place of the partitions that are not drawn, or undefined if all are. */
export function hiddenNote(topic: TopicLog, groups: readonly GroupPositions[]): string | undefined {
  const hidden = topic.partitions.slice(PARTITIONS_DRAWN);
  if (hidden.length === 0) return undefined;
  const playheads = hidden.flatMap((log) =>
    playheadsOn(topic.topic, log, groups).map((playhead) => ({ ...playhead, partition: log.partition })),
  );
  const furthest = playheads.reduce<(Playhead & { partition: number }) | undefined>(
    (worst, playhead) => (worst === undefined || playhead.left > worst.left ? playhead : worst),
    undefined,
  );
  const behind =
    furthest === undefined || furthest.left === 0
      ? ""
      : `; furthest behind: ${furthest.group.group} on p${furthest.partition}, lag ${formatCount(furthest.left)}`;
  return `${plural(hidden.length, "more partition")} not drawn, but counted in the sums${behind}`;
}
