import type { Connection } from "../kafka/connection";
import { readTopic, type LogRecord } from "../kafka/log";
import { ownValue } from "../kafka/own-value";
import type { Names } from "../names";
import { positiveNumber, zeroOrMore } from "../processor/library/options";
import { findRun, type FoundRun } from "../runs/find-run";
import { runOutputs } from "../runs/run-outputs";
import { judgeRun } from "./judge";
import { LogFacts } from "./log-facts";
import { GuardReport } from "./report";
import { ResultFacts } from "./result-facts";

export interface GuardOptions {
  /** The speed that no step between two results of a key may be above. Without it speed is not looked at. */
  kmPerHour?: number;
  /** How much the times are rounded by, in milliseconds: 60000 where they are whole minutes. Default 0. */
  timeResolutionMs?: number;
}

/**
 * Compares what a run has put out with the log that it was made from, both read once, up to where the run stands:
 *
 * - each record is in the log once, told by its value's `id` within its key;
 * - every key of the log has a result;
 * - each last result is made of as many `points` as its key has different records;
 * - the event times of a key's results never go back;
 * - with `kmPerHour`: no step of `distance` from one result to the next is faster. Back in time counts as no time.
 *
 * They fit runs that put out something for each record, as distances do. What a guard needs and does not find makes it
 * `unknown`, which is not broken. Nothing is written; no group is used.
 *
 * @param which the run, or its id
 * @throws PlayheadError RUN_NOT_FOUND, TOPIC_NOT_FOUND, BAD_OPTION; LOG_GAP where outputs are no longer in the topic
 */
export async function guardRun(
  connection: Connection,
  names: Names,
  which: string | { id: string },
  { kmPerHour, timeResolutionMs = 0 }: GuardOptions = {},
): Promise<GuardReport> {
  const limit = kmPerHour === undefined ? undefined : positiveNumber("kmPerHour", kmPerHour);
  const results = new ResultFacts(limit, zeroOrMore("timeResolutionMs", timeResolutionMs));
  const found = await findRun(connection, names, which);
  const log = await readFacts(connection, found);
  for await (const { key, value, timestamp, at } of runOutputs(connection, found)) {
    const output = ownValue<Record<string, unknown>>(at, value.toString());
    results.add({ key, timestamp, output });
  }
  return new GuardReport(judgeRun(log, results, limit), found.run.id);
}

/** The records that the run's results are made of. */
async function readFacts(connection: Connection, { run, progress }: FoundRun): Promise<LogFacts> {
  const facts = new LogFacts();
  for await (const { records } of readTopic(connection, run.sourceTopic)) {
    for (const record of records) {
      const { partition, offset } = record;
      const of = progress.get(partition);
      if (of === undefined || offset < of.logStart || offset >= of.nextOffset) continue;
      facts.add({ key: record.keyText ?? "", id: idOf(record), partition, offset });
    }
  }
  return facts;
}

function idOf({ valueText }: LogRecord): string | undefined {
  const { id } = fieldsOf(valueText);
  return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
}

/** None, where it is no JSON object: a processor would have stopped there, or put it aside. */
function fieldsOf(text: string | null): { id?: unknown } {
  try {
    const value = JSON.parse(text ?? "null") as unknown;
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
