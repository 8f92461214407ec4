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

export interface GroupPositions {
  group: string;
  /** As Kafka names it: `Stable`, `Empty`, … */
  state: string;
  members?: number;
  positions: readonly GroupPosition[];
  /** Anything worth saying, e.g. which run this is. */
  note?: string;
}

/** One group's playhead on one partition. A frame is an offset, counted from the start of the log. */
export interface Playhead {
  group: GroupPositions;
  /** The group's place in the input: its colour and marker go by it. */
  index: number;
  offset: number | undefined;
  /** Frames behind and before the playhead: `read + left` is the whole tape. */
  read: number;
  left: number;
  /** The offset as people read it, with a remark if it lies outside of the log. */
  label: string;
}

/** One group's playheads on one topic, summed over all its partitions. */
export interface GroupSum {
  group: GroupPositions;
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
    const read = offset === undefined ? 0 : Math.min(Math.max(offset - log.start, 0), total);
    return [{ group, index, offset, read, left: total - read, label: offsetLabel(offset, log) }];
  });
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
        ...{ group, index, partitions: topic.partitions.length },
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
