import { readJournal } from "../journal/journal";
import { findEdges, type RecordPlace } from "../kafka/edges";
import { warningsOf } from "../kafka/topic-warnings";
import type { Definition } from "../processor/processor";
import { readRuns, runsOf, type Run, type RunProgress, type Runs } from "../processor/runs";
import { promotedRun, promotionsOf } from "../promotion/history";
import { estimate, type Estimate } from "./estimate";
import type { Move } from "./moves";
import { measuredRate } from "./rate";
import type { RewindPlace } from "./place";
import { warmUpOf, type WarmUp } from "./warm-up";

/** What will happen once the playheads have moved and the group processes again. */
export interface Outlook {
  /** The first and the last record to be replayed of each move, in their order. */
  edges: { first?: RecordPlace; last?: RecordPlace }[];
  estimate: Estimate;
  warmUp: WarmUp[];
  results: Results[];
  /** Of what the topics' settings take away, see `topicWarnings`. */
  warnings: string[];
}

/** What becomes of the results that a group makes of a topic. */
export interface Results {
  sourceTopic: string;
  /** The group's last run over the topic; undefined where there is none. */
  last: Pick<Run, "id" | "number"> | undefined;
  /** Whether that run goes on: every playhead goes where it expects it. */
  goesOn: boolean;
  /** The run that readers see now, and where. */
  shown: ShownRun | undefined;
}

export interface ShownRun {
  id: string;
  group: string;
  number: number;
  definition: Definition;
  /** The table `dist_calc` for the walk-through's results, else the topic. */
  where: string;
}

/** The table in which the database keeps what is produced to the walk-through's output topic. */
const TABLE = "dist_calc";

/**
 * Looks at what a plan leads to, changing nothing: at the edges of what is to be replayed, at the group's runs, at the
 * journal.
 *
 * @throws PlayheadError BROKER_UNREACHABLE
 */
export async function lookAhead(
  { connection, names }: RewindPlace,
  group: string,
  moves: readonly Move[],
): Promise<Outlook> {
  const stretches = moves.map(({ topic, partition, newOffset, logStartOffset, logEndOffset }) => ({
    topic,
    partition,
    from: newOffset ?? logStartOffset,
    until: logEndOffset,
  }));
  const topics = [...new Set(moves.map(({ topic }) => topic))];
  const [edges, runs, journal, warnings] = await Promise.all([
    findEdges(connection, stretches),
    readRuns(connection, names.runs),
    readJournal(connection, names.journal),
    warningsOf(
      connection,
      topics.map((topic) => ({ topic })),
    ),
  ]);
  const progressOf = (move: Move): RunProgress | undefined => lastProgress(runs, group, move);
  const keys = moves.filter(({ toReplay }) => toReplay > 0).map((move) => progressOf(move)?.keys);
  const rates = topics.flatMap((topic) => measuredRate(runs, group, topic) ?? []);
  return {
    edges: edges.map(({ first, last }) => ({
      ...(first === undefined ? {} : { first }),
      ...(last === undefined ? {} : { last }),
    })),
    estimate: estimate(moves, edges, {
      keys: keys.some((count) => count === undefined)
        ? undefined
        : keys.reduce<number>((sum, count) => sum + (count ?? 0), 0),
      rate: rates.length === topics.length ? Math.min(...rates) : undefined,
    }),
    warnings,
    warmUp: moves.map((move) =>
      warmUpOf(move, progressOf(move), lastRun(runs, group, move.topic)?.fresh ?? false),
    ),
    results: topics.map((topic) => {
      const last = lastRun(runs, group, topic);
      const promoted = last === undefined ? null : promotedRun(promotionsOf(journal, last.outputTopic));
      const shown = promoted === null ? undefined : runs.byId.get(promoted);
      return {
        sourceTopic: topic,
        last: last === undefined ? undefined : { id: last.id, number: last.number },
        goesOn:
          last !== undefined &&
          moves.filter((move) => move.topic === topic).every((move) => isExpected(runs, last, move)),
        shown:
          shown === undefined
            ? undefined
            : {
                id: shown.id,
                group: shown.group,
                number: shown.number,
                definition: shown.definition,
                where: shown.outputTopic === names.output ? TABLE : shown.outputTopic,
              },
      };
    }),
  };
}

function lastRun(runs: Runs, group: string, topic: string): Run | undefined {
  return runsOf(runs, group, topic)[0];
}

/** That of the last run which has been on the partition. */
function lastProgress(runs: Runs, group: string, { topic, partition }: Move): RunProgress | undefined {
  return runsOf(runs, group, topic)
    .map(({ id }) => runs.progress.get(id)?.get(partition))
    .find((progress) => progress !== undefined);
}

function isExpected({ progress }: Runs, run: Run, { partition, newOffset, logStartOffset }: Move): boolean {
  const expected = progress.get(run.id)?.get(partition)?.nextOffset;
  return expected === undefined || expected === (newOffset ?? logStartOffset);
}
