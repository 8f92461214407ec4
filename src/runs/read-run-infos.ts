import { readJournal } from "../journal/journal";
import type { Connection } from "../kafka/connection";
import type { Names } from "../names";
import { readRuns } from "../processor/runs";
import { promotionsOf } from "../promotion/history";
import { describeRuns, type RunInfo } from "./run-info";

export interface RunsWanted {
  /** Only this group's. */
  group?: string;
  /** Only those over this topic. */
  topic?: string;
}

/** The runs that the topic of runs tells of, the newest first; none where there is no such topic yet. */
export async function readRunInfos(
  connection: Connection,
  names: Names,
  { group, topic }: RunsWanted = {},
): Promise<RunInfo[]> {
  const [runs, entries] = await Promise.all([
    readRuns(connection, names.runs),
    readJournal(connection, names.journal),
  ]);
  const outputTopics = new Set([...runs.byId.values()].map(({ outputTopic }) => outputTopic));
  const promotions = [...outputTopics].flatMap((outputTopic) => promotionsOf(entries, outputTopic));
  return describeRuns(runs, promotions).filter(
    (run) => (group ?? run.group) === run.group && (topic ?? run.sourceTopic) === run.sourceTopic,
  );
}
