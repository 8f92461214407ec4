import type { Connection } from "../kafka/connection";
import { readLog } from "../kafka/log";
import { PlayheadError } from "../errors";
import { readChangelog } from "./changelog";
import { KeyStates, type KeyState } from "./key-states";
import type { Processor } from "./processor";
import { planRestore, type ChangelogPosition } from "./restore-plan";

export interface RestoreRequest<State, Value, Output extends object> {
  connection: Connection;
  processor: Processor<State, Value, Output>;
  sourceTopic: string;
  partition: number;
  changelogTopic: string;
  /** The playhead. */
  target: number;
  logStart: number;
  /** Where the changelog stands, and which of its entries count; undefined where none do. */
  changelog: (ChangelogPosition & { lineage: string }) | undefined;
  /** From where on to step where the changelog can't serve. */
  baseline: number;
  /** The lineage of what is built anew. */
  newLineage: string;
  /** Whether records that can't be processed are passed over, as they were when they first came. */
  skipBadRecords: boolean;
  signal: AbortSignal;
  /** Called with the number of records read of the changelog, and of earlier ones that were stepped. */
  onRestored: (entries: number) => void;
  onWarmedUp: (records: number) => void;
}

/** The state at the playhead, and what of it the changelog does not have yet. */
export interface Restored<State, Value, Output extends object> {
  states: KeyStates<State, Value, Output>;
  lineage: string;
  /** From where on the records were stepped that it is made of. */
  baseline: number;
  /** Entries to be written, and keys that have none at the playhead. */
  changed: KeyState<State, Output>[];
  removed: string[];
}

/**
 * Brings a partition's state to the playhead: from the changelog as far as that holds there, from the log for the
 * rest. Nothing is emitted.
 *
 * @throws PlayheadError LOG_GAP, BAD_RECORD, BROKER_UNREACHABLE
 */
export async function restore<State, Value, Output extends object>(
  request: RestoreRequest<State, Value, Output>,
): Promise<Restored<State, Value, Output>> {
  const { connection, processor, sourceTopic, partition, changelogTopic, changelog, target } = request;
  const states = new KeyStates(processor);
  const entries =
    changelog === undefined
      ? []
      : await readChangelog<State, Output>(
          connection,
          changelogTopic,
          partition,
          changelog.lineage,
          request.onRestored,
        );
  const plan = planRestore({ ...request, topic: sourceTopic }, entries);
  const anew = plan.kind === "log";
  const keys = plan.kind === "back" ? plan.keys : undefined;
  if (!anew) for (const entry of entries) if (keys?.has(entry.key) !== true) states.put(entry);
  const stepped = new Set<KeyState<State, Output>>();
  const range = { topic: sourceTopic, partition, from: plan.from, until: target, signal: request.signal };
  for await (const { records } of readLog(connection, range)) {
    for (const record of records) {
      try {
        if (keys === undefined || keys.has(states.keyOf(record))) stepped.add(states.step(record));
      } catch (error) {
        if (!request.skipBadRecords || !isBadRecord(error)) throw error;
      }
    }
    request.onWarmedUp(records.length);
  }
  return {
    states,
    lineage: anew || changelog === undefined ? request.newLineage : changelog.lineage,
    baseline: anew || changelog === undefined ? plan.from : changelog.baseline,
    changed: [...stepped],
    removed: [...(keys ?? [])].filter((key) => states.get(key) === undefined),
  };
}

/** Whether a record is to blame: one that can't be processed, or not without an event time. */
export function isBadRecord(error: unknown): error is PlayheadError {
  return error instanceof PlayheadError && (error.code === "BAD_RECORD" || error.code === "NO_EVENT_TIME");
}
