/** Where playheads stand, in numbers: the part of the playhead view that knows no drawing. */

/** One partition's log, offsets as Kafka gives them: `end` is the offset that the next record will get. */
export interface PartitionLog {
  partition: number;
  start: number;
  end: number;
  /** Timestamps of the first and the last record, in milliseconds since 1970 (UTC). */
  firstTime?: number;
  lastTime?: number;
  /** How many records there are; fewer than offsets where transactions or compaction leave gaps. */
  records?: number;
}

export interface TopicLog {
  topic: string;
  partitions: readonly PartitionLog[];
}

export interface GroupPosition {
  topic: string;
  partition: number;
  /** The committed offset: the one read next. Undefined where the group has committed none. */
  offset: number | undefined;
}

/** A stretch of event time that a group reads, and nothing beyond it. */
export interface GroupWindow {
  /** Milliseconds since 1970 (UTC); `to` is the first moment that is outside. */
  from: number;
  to: number;
  /** Where it lies on each partition: offsets from `start` up to, not including, `end`. */
  stretches: readonly { partition: number; start: number; end: number }[];
}

/** What a group makes of a topic, where that is known. */
export interface GroupRun {
  topic: string;
  /** In words, e.g. `run 7: cumulative-distance 1 (unit km)`. */
  text: string;
  /** Where it reads a window of the log only: frames are counted within it. */
  window?: GroupWindow;
}

export interface GroupPositions {
  group: string;
  /** As Kafka names it: `Stable`, `Empty`, … */
  state: string;
  members?: number;
  positions: readonly GroupPosition[];
  runs?: readonly GroupRun[];
}

/** One group's playhead on one partition. A frame is an offset, counted from the start of the log. */
export interface Playhead {
  group: GroupPositions;
  /** The group's place in the input: its colour and marker go by it. */
  index: number;
  offset: number | undefined;
  /** Where on the tape it stands. */
  at: number;
  /** The frames that the group is to read: the whole tape, or its window. */
  begin: number;
  end: number;
  windowed: boolean;
  /** Of these, how many lie behind and before the playhead: `read + left` is `end - begin`. */
  read: number;
  left: number;
  /** The offset as people read it, with a remark if it lies outside of the log. */
  label: string;
}

/** One group's playheads on one topic, summed over all its partitions. */
export interface GroupSum {
  group: GroupPositions;
  run: GroupRun | undefined;
  index: number;
  read: number;
  left: number;
  total: number;
  notStarted: number;
  partitions: number;
}

/** The playheads of every group that has a place on the topic at all. */
export function playheadsOn(topic: string, log: PartitionLog, groups: readonly GroupPositions[]): Playhead[] {
  return groups.flatMap((group, index) => {
    const onTopic = group.positions.filter((position) => position.topic === topic);
    if (onTopic.length === 0) return [];
    const offset = onTopic.find((position) => position.partition === log.partition)?.offset;
    const total = log.end - log.start;
    const stretch = runOn(topic, group)?.window?.stretches.find(
      ({ partition }) => partition === log.partition,
    );
    const begin = stretch === undefined ? 0 : within(stretch.start - log.start, 0, total);
    const end = stretch === undefined ? total : within(stretch.end - log.start, begin, total);
    const at = within((offset ?? log.start) - log.start, 0, total);
    const read = within(at, begin, end) - begin;
    const left = end - begin - read;
    const windowed = stretch !== undefined;
    return [{ group, index, offset, at, begin, end, windowed, read, left, label: offsetLabel(offset, log) }];
  });
}

/** What the group makes of the topic, where that is known. */
function runOn(topic: string, group: GroupPositions): GroupRun | undefined {
  return group.runs?.find((run) => run.topic === topic);
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

function offsetLabel(offset: number | undefined, log: PartitionLog): string {
  if (offset === undefined) return "not started";
  if (offset < log.start) return `${offset} (before the log's start)`;
  if (offset > log.end) return `${offset} (beyond the log's end)`;
  return String(offset);
}

/** Each group's sums over the topic's partitions, in the groups' order. */
export function sumsOn(topic: TopicLog, groups: readonly GroupPositions[]): GroupSum[] {
  const sums = new Map<number, GroupSum>();
  for (const log of topic.partitions) {
    for (const { group, index, read, left, offset } of playheadsOn(topic.topic, log, groups)) {
      const sum = sums.get(index) ?? {
        ...{ group, index, run: runOn(topic.topic, group), partitions: topic.partitions.length },
        ...{ read: 0, left: 0, total: 0, notStarted: 0 },
      };
      sum.read += read;
      sum.left += left;
      sum.total += read + left;
      if (offset === undefined) sum.notStarted++;
      sums.set(index, sum);
    }
  }
  return [...sums.values()].sort((a, b) => a.index - b.index);
}
