import { createHash } from "node:crypto";
import type { Connection } from "../kafka/connection";
import { listOffsets } from "../kafka/offsets";
import { hasTopic } from "../kafka/topics";
import type { Names } from "../names";
import { canonicalJson } from "../processor/canonical-json";
import { readChangelog } from "../processor/changelog";
import { readRuns, runsOf, type Run, type Runs } from "../processor/runs";
import { untilReadable } from "../processor/standing";
import type { FoundRun } from "./find-run";

/**
 * The SHA-256 of one line for each key, `[key, state]` as canonical JSON and a line feed, in the order of the keys'
 * code units; a state that is undefined is left out of its line. 64 hexadecimal digits.
 */
export function stateDigest(states: readonly { key: string; state: unknown }[]): string {
  const all = createHash("sha256");
  for (const { key, state } of [...states].sort((a, b) => (a.key < b.key ? -1 : 1))) {
    all.update(`${canonicalJson(state === undefined ? [key] : [key, state])}\n`);
  }
  return all.digest("hex");
}

/** The digest of a run's state by partition, or why there is none. */
export type StateDigests = { byPartition: Record<string, string> } | { missing: string };

/**
 * Reads the changelog as it stands: it is that of the run only until another one goes on with it, and can be told from
 * a state in between only while nobody is at work.
 */
export async function readStateDigests(
  connection: Connection,
  names: Names,
  found: FoundRun,
): Promise<StateDigests> {
  const { run, progress, runs } = found;
  const topic = names.changelog(run.group, run.sourceTopic);
  const successor = successorOf(run, progress.keys(), runs);
  if (successor !== undefined) return goneOn(successor);
  if (!(await hasTopic(connection, topic))) return { missing: "its changelog was deleted" };
  // What the progress speaks of is in the log, but perhaps not marked as committed yet.
  await untilReadable(connection, topic, await listOffsets(connection, topic, "latest"), undefined);
  const byPartition: Record<string, string> = {};
  for (const [partition, { lineage = "", keys = 0, nextOffset }] of progress) {
    const states = await readChangelog(connection, topic, partition, lineage, () => undefined);
    if (states.some(({ offset }) => offset >= nextOffset)) return { missing: "the run is at work" };
    if (states.length !== keys) {
      return { missing: `its changelog has ${states.length} of ${keys} keys of partition ${partition}` };
    }
    byPartition[partition] = stateDigest(states);
  }
  // A run that was entered meanwhile has written into what was read.
  const later = successorOf(run, progress.keys(), await readRuns(connection, names.runs));
  return later === undefined ? { byPartition } : goneOn(later);
}

/** The first later run of the group on any of the partitions. */
function successorOf(run: Run, partitions: Iterable<number>, runs: Runs): Run | undefined {
  const entered = [...partitions];
  return runsOf(runs, run.group, run.sourceTopic)
    .filter(({ id, number }) => number > run.number && entered.some((one) => runs.progress.get(id)?.has(one)))
    .at(-1);
}

function goneOn({ id }: Run): StateDigests {
  return { missing: `the run ${id} has gone on with its changelog` };
}
