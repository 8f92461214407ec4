import { inspect } from "node:util";
import type { TopicAllowed } from "../kafka/allowed";
import { aclCommand } from "../kafka/acls";
import type { Operation } from "../kafka/rights";
import { adminCommand } from "../kafka/tools";
import { createCommand } from "../kafka/topics";
import { table, type Table } from "../view/table";
import { grantsOf, underPrefix, type Deed, type Need } from "./required";

/** A need, and how it stands with it on a cluster. */
export interface Standing {
  need: Need;
  /** Of the operations needed, those that we may not do, or that can't be told yet. */
  missing: Operation[];
  /** What there is of it, where it is a topic. */
  topic?: TopicAllowed;
}

/** Who asks whom. */
export interface AccessPlace {
  brokers: readonly string[];
  principal: string;
  prefix: string;
}

/** What we may do on a cluster, and what whoever runs it has to make and to allow for the rest. */
export class AccessReport {
  constructor(
    private readonly place: AccessPlace,
    readonly standings: readonly Standing[],
    /** Of what topics' settings take away, see `topicWarnings`, and what could not be looked at. */
    readonly warnings: readonly string[],
  ) {}

  /** What can be done as it is. */
  get may(): Deed[] {
    return this.deeds.filter((deed) => this.standings.every((one) => isMetFor(one, deed)));
  }

  get mayNot(): Deed[] {
    const may = this.may;
    return this.deeds.filter((deed) => !may.includes(deed));
  }

  /** Kafka's own commands for whoever runs the cluster, ready to copy: first topics, then rights. */
  get commands(): string[] {
    const { brokers, principal, prefix } = this.place;
    const lacking = this.standings.filter(({ missing }) => missing.length > 0).map(({ need }) => need);
    return [
      ...this.standings.flatMap((one) => topicCommands(brokers, one)),
      ...grantsOf(underPrefix(lacking, prefix)).map((grant) => aclCommand(brokers, principal, grant)),
    ];
  }

  get table(): Table<Standing> {
    return table(this.standings, [
      { title: "", value: (one) => (isMet(one) ? "✓" : "✗") },
      { title: "RESOURCE", value: ({ need }) => need.resource },
      { title: "NAME", value: ({ need }) => (need.pattern === "prefixed" ? `${need.name}*` : need.name) },
      { title: "NEEDED", value: ({ need }) => need.operations.join(", ") },
      { title: "MISSING", value: missingText },
      { title: "FOR", value: ({ need }) => deedsOf(need).join(", ") },
    ]);
  }

  get text(): string {
    const { principal, brokers } = this.place;
    const { may, mayNot, commands } = this;
    return [
      [
        `${principal} at ${brokers.join(",")} has the rights for: ${may.join(", ") || "nothing yet"}`,
        ...(mayNot.length === 0 ? [] : [`Something is missing for: ${mayNot.join(", ")}`]),
      ].join("\n"),
      this.table.text,
      ...(commands.length === 0 ? [] : [[FOR_ADMINISTRATORS, ...commands].join("\n")]),
      ...(this.warnings.length === 0 ? [] : [this.warnings.map((one) => `Warning: ${one}`).join("\n")]),
    ].join("\n\n");
  }

  toJSON(): Record<string, unknown> {
    const { may, mayNot, commands, warnings } = this;
    const { principal } = this.place;
    const needs = this.standings.map(({ need, missing, topic }) => ({
      ...{ resource: need.resource, name: need.name, pattern: need.pattern },
      ...{ operations: need.operations, for: need.for, missing },
      ...(topic === undefined ? {} : { state: topic.state, partitions: topic.partitions }),
    }));
    return { principal, may, mayNot, needs, commands, warnings };
  }

  [inspect.custom](): string {
    return this.text;
  }

  private get deeds(): Deed[] {
    return [...new Set(this.standings.flatMap(({ need }) => deedsOf(need)))];
  }
}

const FOR_ADMINISTRATORS =
  "For whoever runs the cluster, ready to copy (admin.properties says how they log in); only what is wanted need be given:";

function deedsOf(need: Need): Deed[] {
  return Object.keys(need.for) as Deed[];
}

function isMetFor(one: Standing, deed: Deed): boolean {
  const needed = one.need.for[deed];
  if (needed === undefined) return true;
  return topicCommands([], one).length === 0 && !needed.some((operation) => one.missing.includes(operation));
}

function isMet(one: Standing): boolean {
  return one.missing.length === 0 && topicCommands([], one).length === 0;
}

/** A topic that is not there has to be made; a state's with too few partitions has to grow. Other counts are fine. */
function topicCommands(brokers: readonly string[], { need, topic }: Standing): string[] {
  if (need.topic === undefined || topic === undefined) return [];
  if (topic.state !== "there") return [createCommand(brokers, need.topic)];
  const { topic: name, partitions, compacted } = need.topic;
  if (compacted !== true || topic.partitions >= partitions) return [];
  const words = ["--alter", "--topic", name, "--partitions", String(partitions)];
  return [adminCommand(brokers, "kafka-topics", ...words)];
}

function missingText({ need, missing, topic }: Standing): string {
  if (topic?.state === "missing") return "the topic";
  if (topic?.state === "hidden") return `${missing.join(", ")}, perhaps the topic`;
  const few = topicCommands([], { need, missing, ...(topic === undefined ? {} : { topic }) }).length > 0;
  return [...missing, ...(few ? ["partitions"] : [])].join(", ");
}
