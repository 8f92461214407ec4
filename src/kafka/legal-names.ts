import { PlayheadError } from "../errors";

/** Kafka's rule for names of topics (org.apache.kafka.common.internals.Topic). */
const TOPIC = /^[a-zA-Z0-9._-]{1,249}$/;

/** Kafka takes any text of up to 32767 bytes as a group's name. More than this is a mistake. */
const LONGEST_GROUP = 255;

/** Control characters, halves of characters, and marks that turn the order of letters: two such names look the same. */
const UNREADABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/**
 * Sees to it that a topic of that name can be made. Names that begin with two underscores are left to Kafka's own topics.
 *
 * @throws PlayheadError BAD_OPTION
 * @example
 * checkTopicName("raw-trackpoints");
 */
export function checkTopicName(topic: string): void {
  if (TOPIC.test(topic) && topic !== "." && topic !== ".." && !topic.startsWith("__")) return;
  throw new PlayheadError("BAD_OPTION", `No topic can be called ${shown(topic)}`, {
    remedy:
      "use letters, digits, dots, hyphens and underscores, at most 249, of which the first two are not both underscores",
  });
}

/**
 * Sees to it that a consumer group can have that name.
 *
 * @throws PlayheadError BAD_OPTION
 * @example
 * checkGroupName("distance_calculator");
 */
export function checkGroupName(group: string): void {
  if (group.length > 0 && group.length <= LONGEST_GROUP && !UNREADABLE.test(group)) return;
  throw new PlayheadError("BAD_OPTION", `No consumer group can be called ${shown(group)}`, {
    remedy: `use a name of up to ${LONGEST_GROUP} characters, without control characters`,
  });
}

/** Quoted, escaped and cut. */
function shown(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
