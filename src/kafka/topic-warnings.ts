import { formatBytes, formatDuration } from "../view/quantities";
import type { Connection } from "./connection";
import { isKafkaError } from "./errors";
import { adminCommand } from "./tools";

/** A topic that is worked on. */
export interface TopicInUse {
  topic: string;
  /** Whether it is one of ours of which the last record of each key is all that counts. */
  compacted?: boolean;
}

/** Kafka's settings of a topic, by name, the cluster's defaults among them. */
export type TopicSettings = Readonly<Record<string, string>>;

/** In Kafka's settings: without a limit. */
const UNLIMITED = "-1";
/** Kafka's number for a topic among the kinds of things that have settings. */
const TOPIC = 2;
const SETTINGS = ["cleanup.policy", "retention.ms", "retention.bytes", "message.timestamp.type"];

/**
 * What of a topic's settings takes away what the workbook builds on: that a log is there from its start on, and that a
 * record's timestamp is its event time. One sentence each: what is set, what it means, what changes it. The topics that
 * the workbook makes give no reason for any.
 *
 * @param alter makes the command that changes a setting, from `name=value`
 * @example
 * topicWarnings({ topic: "rides" }, { "retention.ms": "604800000" }, (change) => `kafka-configs … ${change}`);
 * // ["rides keeps records for 7 days (retention.ms=604800000): …"]
 */
export function topicWarnings(
  { topic, compacted = false }: TopicInUse,
  settings: TopicSettings,
  alter: (change: string) => string,
): string[] {
  const policies = (settings["cleanup.policy"] ?? "delete").split(",").map((policy) => policy.trim());
  const warnings: string[] = [];
  const warn = (what: string, change: string): void =>
    void warnings.push(`${topic} ${what}: ${alter(change)}`);
  const { "retention.ms": age = UNLIMITED, "retention.bytes": bytes = UNLIMITED } = settings;
  if (policies.includes("delete") && age !== UNLIMITED) {
    const kept = `keeps records for ${formatDuration(Number(age))} only (retention.ms=${age}), counted from their timestamp, which is the event time`;
    warn(`${kept}. ${compacted ? LOST_STATE : LOST_LOG}. To keep them`, `retention.ms=${UNLIMITED}`);
  }
  if (policies.includes("delete") && bytes !== UNLIMITED) {
    const kept = `keeps ${formatBytes(Number(bytes))} of each partition only (retention.bytes=${bytes})`;
    warn(`${kept}. ${compacted ? LOST_STATE : LOST_LOG}. To keep all`, `retention.bytes=${UNLIMITED}`);
  }
  if (policies.includes("compact") && !compacted) {
    warn(
      `is compacted (cleanup.policy=${policies.join(",")}): of records with the same key all but the last are deleted some time, and what is processed again then lacks them. To keep them`,
      "cleanup.policy=delete,retention.ms=-1,retention.bytes=-1",
    );
  }
  if (settings["message.timestamp.type"] === "LogAppendTime" && !compacted) {
    warn(
      "stamps records with the time at which they arrive (message.timestamp.type=LogAppendTime), not with their event time: windows, rewinds to a time and replay ranges go by the time of arrival. For records that are yet to come",
      "message.timestamp.type=CreateTime",
    );
  }
  return warnings;
}

const LOST_LOG =
  "Older ones are deleted: a rewind can't go back to them, and what is processed from the start then has other results";
const LOST_STATE = "Older ones are deleted, and with them what the workbook knows of runs, states or moves";

/**
 * Looks at the settings of topics, and tells what of them is to be warned of; nothing of a topic whose settings we may
 * not see (DESCRIBE_CONFIGS) or that is not there.
 *
 * @throws PlayheadError BROKER_UNREACHABLE
 */
export async function warningsOf(connection: Connection, topics: readonly TopicInUse[]): Promise<string[]> {
  const all = await Promise.all(
    topics.map(async (inUse) => {
      const settings = await readTopicSettings(connection, inUse.topic);
      const alter = (change: string): string => alterCommand(connection.brokers, inUse.topic, change);
      return settings === undefined ? [] : topicWarnings(inUse, settings, alter);
    }),
  );
  return all.flat();
}

function alterCommand(brokers: readonly string[], topic: string, change: string): string {
  const words = ["--alter", "--entity-type", "topics", "--entity-name", topic, "--add-config", change];
  return adminCommand(brokers, "kafka-configs", ...words);
}

/**
 * The settings of a topic that warnings are about; undefined where we may not see them or there is no such topic.
 *
 * @throws PlayheadError BROKER_UNREACHABLE
 */
export async function readTopicSettings(
  connection: Connection,
  topic: string,
): Promise<TopicSettings | undefined> {
  const admin = await connection.admin();
  const resources = [{ type: TOPIC, name: topic, configNames: SETTINGS }];
  return connection.guard(async () => {
    try {
      const described = await admin.describeConfigs({ includeSynonyms: false, resources });
      const entries = described.resources.flatMap(({ configEntries }) => configEntries);
      return Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue]));
    } catch (error) {
      if (isKafkaError(error, "TOPIC_AUTHORIZATION_FAILED", "UNKNOWN_TOPIC_OR_PARTITION")) return undefined;
      throw error;
    }
  });
}
