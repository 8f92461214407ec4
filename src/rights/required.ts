import type { Grant } from "../kafka/acls";
import type { Operation, ResourceType } from "../kafka/rights";
import type { NewTopic } from "../kafka/topics";
import type { Names } from "../names";
import { changelogTopic } from "../processor/changelog";
import { deadLetterTopic } from "../processor/dead-letters";

/** What somebody does with a workbook. */
export type Deed =
  "replay" | "ingest" | "process" | "dead letters" | "window" | "write" | "rewind" | "reprocess";

/** What it is done to. */
export interface Subject {
  /** The topic that is read, or ingested into. */
  source: string;
  /** How many partitions it has, or is to have. */
  partitions: number;
  group: string;
  output: string;
}

/** What has to be allowed on a topic, a group or transactional ids. Read, Write and Delete include Describe. */
export interface NamedRight {
  resource: ResourceType;
  name: string;
  /** `prefixed`: all names that begin so. */
  pattern: "literal" | "prefixed";
  operations: Operation[];
}

/** A right, and what it is for. */
export interface Need extends NamedRight {
  /** What needs it, and which of those. */
  for: Partial<Record<Deed, Operation[]>>;
  /** How the topic is made, where it is one that is not there yet. */
  topic?: NewTopic;
}

/**
 * The topics, groups and transactional ids that deeds need, with the least rights on each, in the order in which they
 * come up. Nothing is needed on the cluster itself: topics that are there already need not be created by us.
 *
 * @example
 * requiredAccess(names(), { source: "rides", partitions: 4, group: "g", output: "distances" }, ["replay"]);
 * // [{ resource: "topic", name: "rides", operations: ["Read"], for: { replay: ["Read"] }, … }]
 */
export function requiredAccess(names: Names, subject: Subject, deeds: readonly Deed[]): Need[] {
  const needs = new Map<string, Need>();
  for (const deed of deeds) {
    for (const need of NEEDS[deed](names, subject)) {
      const key = `${need.resource} ${need.pattern} ${need.name}`;
      const known = needs.get(key);
      needs.set(key, {
        ...known,
        ...need,
        operations: union(known?.operations, need.operations),
        for: { ...known?.for, [deed]: union(known?.for[deed], need.operations) },
      });
    }
  }
  return [...needs.values()];
}

type Wanted = Omit<Need, "for">;

const NEEDS: Readonly<Record<Deed, (names: Names, subject: Subject) => Wanted[]>> = {
  replay: (_, { source, partitions }) => [topic({ topic: source, partitions }, "Read")],
  // Who goes on with a file that was interrupted looks which of its rows are there.
  ingest: (names, { source, partitions }) => [
    topic({ topic: source, partitions }, "Read", "Write"),
    topic(compacted(names.ledger), "Read", "Write"),
  ],
  process: (names, subject) => processing(names, subject),
  "dead letters": (names, { group, source }) => [
    topic(deadLetterTopic(names.deadLetters(group, source)), "Read", "Write"),
  ],
  window: (names, subject) =>
    processing(names, { ...subject, group: names.windowed(names.calculator), output: names.windowOutput }),
  write: (names, { partitions }) => [
    topic({ topic: names.output, partitions }, "Read"),
    topic({ topic: names.windowOutput, partitions }, "Read"),
    topic(compacted(names.runs), "Read"),
    topic(compacted(names.journal), "Read", "Write"),
    group(names.writer, "Read"),
  ],
  // Taking back the first rewind of a group takes its playhead away, which Kafka counts as deleting.
  rewind: (names, subject) => [
    topic({ topic: subject.source, partitions: subject.partitions }, "Read"),
    topic(compacted(names.runs), "Read"),
    topic(compacted(names.journal), "Read", "Write"),
    group(subject.group, "Read", "Delete"),
  ],
  reprocess: (names, subject) => [
    ...processing(names, { ...subject, group: names.beside(subject.group) }),
    // When it is promoted, all that the live group has goes over to the new definition.
    ...processing(names, subject),
    topic({ topic: subject.output, partitions: subject.partitions }, "Read"),
    topic(compacted(names.journal), "Read", "Write"),
  ],
};

/** A transaction writes outputs, state and progress, and moves the group's offsets. */
function processing(names: Names, { source, partitions, group: id, output }: Subject): Wanted[] {
  return [
    topic({ topic: source, partitions }, "Read"),
    topic({ topic: output, partitions }, "Write"),
    topic(changelogTopic(names.changelog(id, source), partitions), "Read", "Write"),
    topic(compacted(names.runs), "Read", "Write"),
    group(id, "Read"),
    {
      resource: "transactional-id",
      name: names.transactionalIds(id, source),
      pattern: "prefixed",
      operations: ["Write"],
    },
  ];
}

/** Each once, and always in the same order. */
function union(some: readonly Operation[] = [], more: readonly Operation[]): Operation[] {
  return [...new Set([...some, ...more])].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
}

const ORDER: readonly Operation[] = ["Read", "Write", "Delete"];

function topic(made: NewTopic, ...operations: Operation[]): Wanted {
  return { resource: "topic", name: made.topic, pattern: "literal", operations, topic: made };
}

function group(name: string, ...operations: Operation[]): Wanted {
  return { resource: "group", name, pattern: "literal", operations };
}

function compacted(name: string): NewTopic {
  return { topic: name, partitions: 1, compacted: true };
}

/** What can be given by one command: the same operations on resources of one kind. */
export function grantsOf(rights: readonly NamedRight[]): Grant[] {
  const grants = new Map<string, Grant>();
  for (const { resource, name, pattern, operations } of rights) {
    const key = [resource, pattern, ...operations].join(" ");
    grants.set(key, { operations, resource, pattern, names: [...(grants.get(key)?.names ?? []), name] });
  }
  return [...grants.values()];
}

/**
 * The same with one right for all names of a kind that begin with the prefix: fewer rights to give, on names that nobody
 * else has.
 */
export function underPrefix(needs: readonly NamedRight[], prefix: string): NamedRight[] {
  if (prefix === "") return [...needs];
  const joined = new Map<string, NamedRight>();
  for (const need of needs) {
    const own = need.name.startsWith(prefix);
    const { resource, name } = own ? { ...need, name: prefix } : need;
    const pattern = own ? "prefixed" : need.pattern;
    const key = `${resource} ${pattern} ${name}`;
    const known = joined.get(key);
    joined.set(key, {
      ...{ resource, name, pattern },
      operations: union(known?.operations, need.operations),
    });
  }
  return [...joined.values()];
}
