import { readResults } from "../compare/results";
import { PlayheadError } from "../errors";
import { readJournal } from "../journal/journal";
import type { Connection } from "../kafka/connection";
import type { PartitionOffsets } from "../kafka/offsets";
import type { Names } from "../names";
import { handOver } from "../processor/hand-over";
import type { LastOutput } from "../processor/key-states";
import { hasCaughtUp, readRuns, requireRun, type Run, type Runs } from "../processor/runs";
import { readRanges, topicRanges } from "../processor/topic-ranges";
import { promotedRun, promotionsOf } from "../promotion/history";
import { planPromotion, type PromotionPlace } from "../promotion/plan";
import { byNumberThenText } from "../runs/key-order";
import type { ResultRow } from "../sink/results";
import { ApplyPlan } from "./apply-plan";
import { rowsToApply, type KeyRecords } from "./apply-rows";
import { windowOf } from "./in-window";
import { momentOf } from "./time-range";

/**
 * Plans to put a window's results into the place of those that readers see, for the keys whose every record lies in the
 * window: a dry run, nothing is changed before `plan.execute()`.
 *
 * @throws PlayheadError RUN_NOT_FOUND, RUN_INCOMPLETE, BAD_OPTION (a run without a window, or of another processor or
 *   topic), UNITS_DIFFER, LOG_GAP (records are gone, so that nobody can tell whose), NO_RESULTS
 */
export async function planApply(place: PromotionPlace, id: string): Promise<ApplyPlan> {
  const { connection, names } = place;
  const promotedId = await promotedRunId(place);
  if (promotedId === null) throw nothingToApplyTo();
  const windowRows = await rowsOf(connection, names, id);
  const runs = await readRuns(connection, names.runs);
  const window = requireRun(runs, id);
  const promoted = requireRun(runs, promotedId);
  requireFit(window, promoted, runs);
  const shownRows = await rowsOf(connection, names, promotedId);
  requireUnits(shownRows, windowRows);
  const records = await keyRecords(connection, window, promoted, runs);
  // Taken before the results were read: if the run stands there later, they are its last ones.
  const readAt = reachedBy(promoted, runs);
  const rows = rowsToApply(records, new Set(shownRows.keys()), new Set(windowRows.keys()));
  const patched = new Map(shownRows);
  const replaced = [...rows.replaced].sort(byNumberThenText).map((key) => {
    const [before, after] = [shownRows.get(key) as ResultRow, windowRows.get(key) as ResultRow];
    patched.set(key, after);
    return { key, before: before.value, after: after.value };
  });
  return new ApplyPlan({ promoted, window, replaced, leftAlone: rows.leftAlone }, () =>
    execute(place, { promoted, window, readAt, rows: [...patched.values()] }),
  );
}

/** The run that readers see, as the journal has it: every database follows that. */
async function promotedRunId({ connection, names }: PromotionPlace): Promise<string | null> {
  return promotedRun(promotionsOf(await readJournal(connection, names.journal), names.output));
}

function nothingToApplyTo(): PlayheadError {
  return new PlayheadError(
    "NO_RESULTS",
    "Readers see no results yet, so that there is nothing to apply a window to",
    { remedy: "process the topic first" },
  );
}

async function rowsOf(connection: Connection, names: Names, id: string): Promise<Map<string, ResultRow>> {
  const rows = await readResults(connection, names.runs, [id]);
  return new Map([...rows].map((row) => [row.key, row]));
}

function requireFit(window: Run, promoted: Run, runs: Runs): void {
  const refuse = (message: string): PlayheadError =>
    new PlayheadError("BAD_OPTION", `${message}, so that its results can't be applied to ${promoted.id}`, {
      remedy:
        "process the window over the same topic by the same processor: process(…, { window: { from, to } })",
    });
  if (windowOf(window.definition) === undefined) throw refuse(`${window.id} is no run of a window`);
  if (window.definition.name !== promoted.definition.name) {
    throw refuse(`${window.id} was made by ${window.definition.name}, not by ${promoted.definition.name}`);
  }
  if (window.sourceTopic !== promoted.sourceTopic) {
    throw refuse(`${window.id} was made of ${window.sourceTopic}, not of ${promoted.sourceTopic}`);
  }
  if (hasCaughtUp(window, runs)) return;
  throw new PlayheadError(
    "RUN_INCOMPLETE",
    `The run ${window.id} has not caught up, so that its results are not whole`,
    {
      remedy: "process the same window again, to its end",
    },
  );
}

function requireUnits(shown: ReadonlyMap<string, ResultRow>, windowed: ReadonlyMap<string, ResultRow>): void {
  const [before, after] = [unitsOf(shown), unitsOf(windowed)];
  if (after.every((unit) => before.includes(unit))) return;
  throw new PlayheadError(
    "UNITS_DIFFER",
    `Readers see results in ${before.join(", ")}, and the window's are in ${after.join(", ")}`,
    { remedy: "process the window in the unit that readers see" },
  );
}

function unitsOf(rows: ReadonlyMap<string, ResultRow>): string[] {
  const units = new Set<string>();
  for (const { value } of rows.values()) {
    const { unit } = (JSON.parse(value) ?? {}) as { unit?: unknown };
    units.add(typeof unit === "string" ? unit : "no unit");
  }
  return [...units];
}

/** How far a run has come on each partition. */
function reachedBy(run: Run, runs: Runs): PartitionOffsets {
  const progress = [...(runs.progress.get(run.id)?.values() ?? [])];
  return new Map(progress.map(({ partition, nextOffset }) => [partition, nextOffset]));
}

/** Where each key's records lie, in the log up to where the window's run or the promoted one has read it. */
async function keyRecords(
  connection: Connection,
  run: Run,
  promoted: Run,
  runs: Runs,
): Promise<Map<string, KeyRecords>> {
  const window = windowOf(run.definition);
  if (window === undefined) throw new Error("checked before");
  const [from, to] = [momentOf("from", window.from), momentOf("to", window.to)];
  const topic = run.sourceTopic;
  const [read, live] = [reachedBy(run, runs), reachedBy(promoted, runs)];
  const ranges = (await topicRanges(connection, topic, [], undefined)).map((range) => ({
    ...range,
    until: Math.min(range.until, Math.max(read.get(range.partition) ?? 0, live.get(range.partition) ?? 0)),
  }));
  requireWholeLog(topic, ranges);
  const keys = new Map<string, KeyRecords>();
  for await (const { partition, records } of readRanges(connection, topic, ranges, undefined)) {
    const unreadFrom = read.get(partition) ?? 0;
    for (const { keyText, timestamp, offset } of records) {
      const key = keyText ?? "";
      const of = keys.get(key) ?? { inside: false, before: false, after: false, unread: false };
      keys.set(key, of);
      const where = timestamp < from ? "before" : timestamp < to ? "inside" : "after";
      of[where] = true;
      if (where === "inside" && offset >= unreadFrom) of.unread = true;
    }
  }
  return keys;
}

function requireWholeLog(topic: string, ranges: readonly { partition: number; from: number }[]): void {
  const gap = ranges.find(({ from }) => from > 0);
  if (gap === undefined) return;
  throw new PlayheadError(
    "LOG_GAP",
    `${topic} partition ${gap.partition} begins at offset ${gap.from}: whose records were before that, nobody can tell any more`,
    { remedy: "process the whole topic instead, which replaces all results" },
  );
}

interface Patch {
  promoted: Run;
  window: Run;
  readAt: PartitionOffsets;
  rows: readonly ResultRow[];
}

/** The group goes on as before, as a run that begins with these rows: a database that is built anew has them, too. */
async function execute(place: PromotionPlace, { promoted, window, readAt, rows }: Patch): Promise<Run> {
  const { connection, names } = place;
  const now = await promotedRunId(place);
  if (now !== promoted.id) {
    throw new PlayheadError(
      "PROMOTED_MEANWHILE",
      `Readers saw ${promoted.id} when this plan was made, and see ${now ?? "no run"} now`,
      { remedy: "make a new plan and look at it; nothing was changed" },
    );
  }
  const results = new Map(rows.map((row) => [row.key, lastOutputOf(row)]));
  const { group } = promoted;
  const run = await handOver({ connection, names, run: promoted, group, results, readAt, patch: window.id });
  await (await planPromotion(place, run.id)).execute();
  return run;
}

function lastOutputOf({ value, eventTime, source }: ResultRow): LastOutput<object> {
  const offset = Number(source.slice(source.indexOf(":") + 1));
  return { value: JSON.parse(value) as object, timestamp: eventTime, offset };
}
