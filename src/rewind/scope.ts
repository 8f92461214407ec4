import { PlayheadError } from "../errors";
import type { PartitionOffsets } from "../kafka/offsets";
import type { Target } from "./targets";

/**
 * What is to move: a topic, or some partitions of it as Kafka's tool writes them (`raw-trackpoints:0,2`); several of
 * these; or all on which the group has a playhead.
 */
export type Scope = string | { topics: readonly string[] } | { allTopics: true };

/** Partitions by topic, in the order in which they were named; undefined stands for all of a topic's. */
export type Selection = Map<string, Set<number> | undefined>;

/**
 * What a scope names.
 *
 * @param committed where the group has playheads
 * @throws PlayheadError BAD_OPTION
 */
export function select(
  scope: Scope | undefined,
  target: Target,
  committed: ReadonlyMap<string, PartitionOffsets>,
): Selection {
  if (target.kind === "file") return rowsWithin(target, scope, committed);
  if (scope === undefined) throw new Error("a scope is needed where the target names no partitions");
  return named(scope, committed);
}

/** The words by which Kafka's tool is told the scope. A file says by itself what is to move. */
export function kafkaScope(scope: Scope | undefined, target: Target): string[] {
  if (scope === undefined || target.kind === "file") return [];
  if (typeof scope === "string") return ["--topic", scope];
  return "allTopics" in scope ? ["--all-topics"] : scope.topics.flatMap((topic) => ["--topic", topic]);
}

function named(scope: Scope, committed: ReadonlyMap<string, PartitionOffsets>): Selection {
  if (typeof scope === "string") return parse([scope]);
  if ("topics" in scope) return parse(scope.topics);
  return new Map([...committed].map(([topic, offsets]) => [topic, new Set(offsets.keys())]));
}

function parse(items: readonly string[]): Selection {
  const selection: Selection = new Map();
  for (const item of items) {
    const [, topic = "", list] = /^([^:]+)(?::(\d+(?:,\d+)*))?$/.exec(item) ?? [];
    if (topic === "") {
      throw new PlayheadError("BAD_OPTION", `${JSON.stringify(item)} names no topic or partitions`, {
        remedy: "write a topic, or a topic with some of its partitions: raw-trackpoints:0,2",
      });
    }
    const before = selection.get(topic);
    const whole = list === undefined || (selection.has(topic) && before === undefined);
    const partitions = list?.split(",").map(Number) ?? [];
    selection.set(topic, whole ? undefined : new Set([...(before ?? []), ...partitions]));
  }
  if (selection.size === 0) {
    throw new PlayheadError("BAD_OPTION", "There is no topic in what is to be rewound", {
      remedy: 'name one at least: { topics: ["raw-trackpoints"] }, or { allTopics: true }',
    });
  }
  return selection;
}

function rowsWithin(
  { rows }: Extract<Target, { kind: "file" }>,
  scope: Scope | undefined,
  committed: ReadonlyMap<string, PartitionOffsets>,
): Selection {
  const allowed = scope === undefined ? undefined : named(scope, committed);
  const selection = new Map<string, Set<number>>();
  for (const { topic, partition, line } of rows) {
    const partitions = allowed?.get(topic);
    const within = allowed === undefined || (allowed.has(topic) && (partitions?.has(partition) ?? true));
    if (!within) {
      throw new PlayheadError(
        "BAD_OFFSETS_FILE",
        `Line ${line} sets ${topic} partition ${partition}, which is not among what is to be rewound`,
        { remedy: "give the file of these partitions, or name no topic; nothing was changed" },
      );
    }
    selection.set(topic, (selection.get(topic) ?? new Set()).add(partition));
  }
  return selection;
}
