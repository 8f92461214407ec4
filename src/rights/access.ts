import { allowedOnGroup, allowedOnTopic, mayUseTransactionalId } from "../kafka/allowed";
import type { Connection } from "../kafka/connection";
import type { Operation } from "../kafka/rights";
import { readTopicSettings, warningsOf } from "../kafka/topic-warnings";
import type { Names } from "../names";
import { AccessReport, type Standing } from "./report";
import { requiredAccess, type Deed, type Need, type Subject } from "./required";

/** In the order in which one does them. */
const DEEDS: readonly Deed[] = [
  "replay",
  "ingest",
  "process",
  "dead letters",
  "window",
  "write",
  "rewind",
  "reprocess",
];

/**
 * Looks at what we may do on a cluster with what a workbook works on; nothing is made, moved or joined.
 *
 * @param subject what is worked on; the number of partitions counts where the topic is not there yet
 * @throws PlayheadError BROKER_UNREACHABLE, AUTHENTICATION_FAILED
 * @example
 * const access = await examineAccess(connection, names(), { source: "rides", partitions: 1, group: "g", output: "distances" });
 * access.commands; // what an administrator has to run
 */
export async function examineAccess(
  connection: Connection,
  names: Names,
  subject: Subject,
): Promise<AccessReport> {
  const { partitions } = await allowedOnTopic(connection, subject.source);
  const needs = requiredAccess(names, { ...subject, partitions: partitions || subject.partitions }, DEEDS);
  const standings = await Promise.all(needs.map((need) => standingOf(connection, need)));
  const { brokers, principal } = connection;
  const place = { brokers, principal, prefix: names.own("") };
  return new AccessReport(place, standings, await warningsAbout(connection, standings));
}

async function standingOf(connection: Connection, need: Need): Promise<Standing> {
  const lacking = (allowed: readonly Operation[]): Operation[] =>
    need.operations.filter((operation) => !allowed.includes(operation));
  if (need.resource === "topic") {
    const topic = await allowedOnTopic(connection, need.name);
    return { need, topic, missing: lacking(topic.operations) };
  }
  if (need.resource === "group")
    return { need, missing: lacking(await allowedOnGroup(connection, need.name)) };
  return { need, missing: (await mayUseTransactionalId(connection, need.name)) ? [] : need.operations };
}

async function warningsAbout(connection: Connection, standings: readonly Standing[]): Promise<string[]> {
  const there = standings.flatMap(({ need, topic }) => (topic?.state === "there" ? [need] : []));
  const inUse = there.map(({ name, topic }) => ({ topic: name, compacted: topic?.compacted === true }));
  const unseen: string[] = [];
  for (const { name } of there)
    if ((await readTopicSettings(connection, name)) === undefined) unseen.push(name);
  const blind =
    unseen.length === 0
      ? []
      : [
          `whether records are kept, and with their event time, could not be looked at without the right DescribeConfigs: ${unseen.join(", ")}`,
        ];
  return [...(await warningsOf(connection, inUse)), ...blind];
}
