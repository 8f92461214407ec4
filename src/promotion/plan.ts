import { PlayheadError } from "../errors";
import { readJournal, record, type Promotion } from "../journal/journal";
import type { Connection } from "../kafka/connection";
import type { Names } from "../names";
import { handOver } from "../processor/hand-over";
import { hasCaughtUp, readRuns, requireRun, runsOf, type Run, type Runs } from "../processor/runs";
import { literal } from "../sink/quote";
import type { QueryRow } from "../sink/rows";
import type { Sink } from "../sink/sink";
import { windowOf } from "../window/in-window";
import { promotedRun, promotionsOf } from "./history";
import { PromotionPlan, type RunShown } from "./promotion-plan";

export interface PromotionPlace {
  connection: Connection;
  names: Names;
  /** Holds the results of `names.output`. */
  sink: Sink;
  /** Brings that sink up to date, so that its readers see what the journal says. */
  write: () => Promise<unknown>;
}

/**
 * Plans to give readers a run: a dry run, nothing is changed before `plan.execute()`.
 *
 * A run that was computed beside a group takes that group's place: executing, the group's definition, offsets and
 * state become those of the run.
 *
 * @throws PlayheadError RUN_NOT_FOUND, RUN_INCOMPLETE (it has not caught up), BAD_OPTION (a window's), BROKER_UNREACHABLE
 */
export async function planPromotion(place: PromotionPlace, runId: string): Promise<PromotionPlan> {
  const runs = await readRuns(place.connection, place.names.runs);
  const run = requireRun(runs, runId);
  if (windowOf(run.definition) !== undefined) throw isWindow(run);
  if (!hasCaughtUp(run, runs)) throw runIncomplete(run);
  return plan(place, runs, { outputTopic: run.outputTopic, to: run.id });
}

/**
 * The run that readers are given for one that was computed beside a group: that group goes on with it, see
 * {@link handOver}. Where it does so already, nothing is handed over once more.
 */
async function takenOver({ connection, names }: PromotionPlace, run: Run, group: string): Promise<Run> {
  const runs = await readRuns(connection, names.runs);
  const latest = runsOf(runs, group, run.sourceTopic)[0];
  return latest?.continues === run.id ? latest : handOver({ connection, names, run, group });
}

/**
 * Plans to take a promotion back: readers see again what they saw before it, be that none.
 *
 * @param entry the journal's entry of it
 * @throws PlayheadError RUN_NOT_FOUND, BROKER_UNREACHABLE
 */
export async function planUnpromotion(place: PromotionPlace, entry: Promotion): Promise<PromotionPlan> {
  const runs = await readRuns(place.connection, place.names.runs);
  const { outputTopic, from: to } = entry;
  if (to !== null) requireRun(runs, to);
  return plan(place, runs, { outputTopic, to, undoes: entry.id });
}

type Wish = Pick<Promotion, "outputTopic" | "to" | "undoes">;

async function plan(place: PromotionPlace, runs: Runs, wish: Wish): Promise<PromotionPlan> {
  const from = promotedRun(await history(place, wish.outputTopic));
  const shown = (id: string | null): Promise<RunShown | undefined> => shownRun(place, runs, id);
  const beside = wish.to === null ? undefined : runs.byId.get(wish.to);
  const takesOver = beside?.beside;
  return new PromotionPlan(
    { outputTopic: wish.outputTopic, from: await shown(from), to: await shown(wish.to), takesOver },
    async () => {
      const to =
        beside === undefined || takesOver === undefined
          ? wish.to
          : (await takenOver(place, beside, takesOver)).id;
      await execute(place, from, { ...wish, to });
    },
  );
}

async function execute(place: PromotionPlace, planned: string | null, wish: Wish): Promise<void> {
  const { connection, names } = place;
  const promotions = await history(place, wish.outputTopic);
  const now = promotedRun(promotions);
  const isDone =
    wish.undoes === undefined ? now === wish.to : promotions.some(({ undoes }) => undoes === wish.undoes);
  if (!isDone) {
    if (now !== planned) throw promotedMeanwhile(planned, now);
    await record(connection, names.journal, {
      ...wish,
      type: "promotion" as const,
      from: now,
      automatic: false,
    });
  }
  if (wish.outputTopic === names.output) await place.write();
}

async function history({ connection, names }: PromotionPlace, outputTopic: string): Promise<Promotion[]> {
  return promotionsOf(await readJournal(connection, names.journal), outputTopic);
}

async function shownRun(
  { sink }: PromotionPlace,
  runs: Runs,
  id: string | null,
): Promise<RunShown | undefined> {
  const run = id === null ? undefined : runs.byId.get(id);
  if (run === undefined) return undefined;
  const units = await sink
    .query(
      `SELECT value->>'unit' AS unit, count(*) AS keys
       FROM results WHERE run_id = ${literal(run.id)} GROUP BY 1 ORDER BY 1`,
    )
    .catch((error: unknown): QueryRow[] => {
      // Not written yet, or by another version: the plan is the same without its counts.
      if (error instanceof PlayheadError && ["NO_RESULTS", "BAD_SQL"].includes(error.code)) return [];
      throw error;
    });
  if (units.length === 0) return { run, rows: null, units: unitOf(run) };
  return {
    run,
    rows: units.reduce((sum, { keys }) => sum + Number(keys), 0),
    units: units.flatMap(({ unit }) => (typeof unit === "string" ? [unit] : [])),
  };
}

function unitOf({ definition }: Run): string[] {
  const unit = definition.parameters["unit"];
  return typeof unit === "string" ? [unit] : [];
}

/** What lies in a window is a part only: shown alone, readers would miss the rest. */
function isWindow({ id }: Run): PlayheadError {
  return new PlayheadError("BAD_OPTION", `The run ${id} is one of a window, so its results are not whole`, {
    remedy: `look at it in the table window_calc, or put its results in the place of those that readers see: npx playhead apply ${id}`,
  });
}

function runIncomplete({ id, group, sourceTopic }: Run): PlayheadError {
  return new PlayheadError(
    "RUN_INCOMPLETE",
    `The run ${id} has not caught up with ${sourceTopic}, so that its results are not whole`,
    {
      remedy: `let ${group} process to the end (npx playhead process --group ${group} --topic ${sourceTopic} …), then promote it`,
    },
  );
}

function promotedMeanwhile(planned: string | null, now: string | null): PlayheadError {
  return new PlayheadError(
    "PROMOTED_MEANWHILE",
    `Readers saw ${planned ?? "no run"} when this plan was made and see ${now ?? "none"} now`,
    { remedy: "make a new plan and look at it; nothing was changed" },
  );
}
