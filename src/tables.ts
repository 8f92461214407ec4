import type { GroupOffsets } from "./kafka/groups";
import type { LogRecord } from "./kafka/log";
import type { TopicOffsets } from "./kafka/topic-offsets";
import type { DeadLetter } from "./processor/dead-letters";
import { table, type Table } from "./view/table";
import { isoTime } from "./tracks/no-time";

export function topicsTable(rows: TopicOffsets[]): Table<TopicOffsets> {
  return table(rows, [
    { title: "TOPIC", value: ({ topic }) => topic },
    { title: "PARTITION", value: ({ partition }) => partition },
    { title: "LOG-START-OFFSET", value: ({ logStartOffset }) => logStartOffset },
    { title: "LOG-END-OFFSET", value: ({ logEndOffset }) => logEndOffset },
    { title: "OFFSETS", value: ({ offsets }) => offsets },
  ]);
}

/** As `kafka-consumer-groups --describe` prints it; that command is the caption. */
export function groupsTable(rows: GroupOffsets[], command: string): Table<GroupOffsets> {
  return table(
    rows,
    [
      { title: "GROUP", value: ({ group }) => group },
      { title: "TOPIC", value: ({ topic }) => topic },
      { title: "PARTITION", value: ({ partition }) => partition },
      { title: "CURRENT-OFFSET", value: ({ currentOffset }) => currentOffset },
      { title: "LOG-END-OFFSET", value: ({ logEndOffset }) => logEndOffset },
      { title: "LAG", value: ({ lag }) => lag },
    ],
    { caption: `the same by Kafka's own tool: ${command}` },
  );
}

/** One record, readable. */
export interface ShownRecord {
  partition: number;
  offset: number;
  /** Event time, ISO 8601 in UTC; empty where the record has none. */
  timestamp: string;
  key: string | null;
  value: string | null;
}

export function shownRecord({ partition, offset, timestamp, key, value }: LogRecord): ShownRecord {
  return {
    partition,
    offset,
    timestamp: isoTime(timestamp) ?? "",
    key: key?.toString() ?? null,
    value: value?.toString() ?? null,
  };
}

export function recordsTable(rows: ShownRecord[]): Table<ShownRecord> {
  return table(rows, [
    { title: "PARTITION", value: ({ partition }) => partition },
    { title: "OFFSET", value: ({ offset }) => offset },
    { title: "TIMESTAMP", value: ({ timestamp }) => (timestamp === "" ? null : timestamp) },
    { title: "KEY", value: ({ key }) => key },
    { title: "VALUE", value: ({ value }) => value, wrap: true },
  ]);
}

/** Who has put records aside, and of which topic. */
interface DeadLetterPlace {
  group: string;
  topic: string;
}

/** In the order in which it happened, with the rewind that leads a mended processor back to the first of the last run. */
export function deadLettersTable(rows: DeadLetter[], place: DeadLetterPlace): Table<DeadLetter> {
  return table(
    rows,
    [
      { title: "RUN", value: ({ run }) => run },
      { title: "PARTITION", value: ({ partition }) => partition },
      { title: "OFFSET", value: ({ offset }) => offset },
      { title: "KEY", value: ({ key }) => key },
      { title: "ERROR", value: ({ error }) => error },
      { title: "VALUE", value: ({ value }) => value?.toString() ?? null, wrap: true },
    ],
    { caption: deadLettersCaption(rows, place) },
  );
}

function deadLettersCaption(rows: readonly DeadLetter[], { group, topic }: DeadLetterPlace): string {
  const last = rows.at(-1)?.run;
  if (last === undefined) return `${group} has put no record of ${topic} aside`;
  const firsts = new Map<number, number>();
  for (const { run, partition, offset } of rows) {
    if (run === last) firsts.set(partition, Math.min(firsts.get(partition) ?? Infinity, offset));
  }
  const commands = [...firsts]
    .sort(([a], [b]) => a - b)
    .map(([partition, offset]) => {
      const where = `--topic ${topic}:${partition} --to-offset ${offset}`;
      return `npx playhead rewind --group ${group} ${where}`;
    });
  return `once the processor is mended, process again from the first of the last run on: ${commands.join(" and ")}`;
}
