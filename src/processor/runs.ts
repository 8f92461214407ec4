import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { CommittedReader } from "../kafka/log";
import type { PartitionOffsets } from "../kafka/offsets";
import { ensureTopic } from "../kafka/topics";
import { ownValue } from "../kafka/own-value";
import type { OutgoingRecord } from "../kafka/record-batches";
import type { TakenInput } from "./input-digest";
import type { Definition } from "./processor";

/** What one group makes of one topic with one definition since its last rewind. */
export interface Run {
  id: string;
  group: string;
  sourceTopic: string;
  outputTopic: string;
  /** 1 for the group's first run over the topic, one more after each rewind. */
  number: number;
  definition: Definition;
  /** How many partitions the source topic had. */
  partitions: number;
  /** The source topic's own id: one that was made again under its name is another. */
  sourceTopicId?: string;
  /** Set where it began with empty states, whatever lay before: a result counts from there only. */
  fresh?: true;
  /** The group that it was computed beside, to take its place: until then it is shown to nobody. */
  beside?: string;
  /** Set where it was begun to be kept aside: readers are given it when somebody promotes it, not before. */
  promote?: false;
  /** The run of a window whose results it began with, for the keys that lie wholly in it. */
  patch?: string;
  /** The run whose state and results it began with: it goes on where that one stood. */
  continues?: string;
  /** Wall clock, ms since 1970 UTC. */
  startedAt: number;
}

/** How far a run is on one partition: written in the same transaction as the outputs it speaks of. */
export interface RunProgress extends TakenInput {
  run: string;
  partition: number;
  /** Where the records begin that its state is made of: the log's start then, or the run's where it began fresh. */
  logStart: number;
  /** Which entries of the changelog are this state. */
  lineage?: string;
  /** How many keys have a state. */
  keys?: number;
  /** The first offset whose outputs belong to the run. */
  startOffset: number;
  /** The committed offset that the run expects to find: any other means that somebody moved the playhead. */
  nextOffset: number;
  /** The log's end when the run began here: a run that has come this far has caught up. */
  target: number;
  recordsIn: number;
  recordsOut: number;
  /** Records that could not be processed and were put aside. */
  deadLetters?: number;
  /** Earlier records that were read only to build its state. */
  warmedUp?: number;
  /** Offsets by partition of the output topic: a reader past them has seen every output up to here. */
  outputs: Record<string, number>;
  /** When it came to its target, and when it was last at work here: wall clock, ms since 1970 UTC. */
  caughtUpAt?: number;
  updatedAt?: number;
}

/** The runs of all groups, as far as the topic of runs tells. */
export interface Runs {
  byId: Map<string, Run>;
  /** By run id, then by partition. */
  progress: Map<string, Map<number, RunProgress>>;
}

/** The id of a group's n-th run over a topic: members of the group arrive at it without asking each other. */
export function runId(group: string, topic: string, number: number): string {
  return `${group}:${topic}:${number}`;
}

/** Whether readers are given the run only when somebody promotes it. */
export function isKeptAside({ promote, beside }: Pick<Run, "promote" | "beside">): boolean {
  return promote === false || beside !== undefined;
}

/**
 * The run of that id.
 *
 * @throws PlayheadError RUN_NOT_FOUND
 */
export function requireRun({ byId }: Pick<Runs, "byId">, id: string): Run {
  const run = byId.get(id);
  if (run !== undefined) return run;
  throw new PlayheadError("RUN_NOT_FOUND", `There is no run ${id}`, {
    remedy:
      "a run's id is GROUP:TOPIC:NUMBER, as processing tells it; the runs there are: `npx playhead runs`",
  });
}

/** Tells the states that a run begins with from those of earlier runs, in the changelog that they share. */
export function lineageOf({ number, startedAt }: Run): string {
  return `${number}.${startedAt.toString(36)}`;
}

/** Whether the run has reached, on every partition, the log's end as it was when the run began. */
export function hasCaughtUp(run: Run, runs: Runs): boolean {
  const progress = runs.progress.get(run.id);
  for (let partition = 0; partition < run.partitions; partition++) {
    const at = progress?.get(partition);
    if (at === undefined || at.nextOffset < at.target) return false;
  }
  return true;
}

/** Offsets of the output topic that a reader must be past to have seen all that the run has produced so far. */
export function outputEnds(run: Run, runs: Runs): PartitionOffsets {
  const ends: PartitionOffsets = new Map();
  for (const { outputs } of runs.progress.get(run.id)?.values() ?? []) {
    for (const [id, offset] of Object.entries(outputs)) {
      ends.set(Number(id), Math.max(ends.get(Number(id)) ?? 0, offset));
    }
  }
  return ends;
}

/** The group's runs over the topic, the last one first. */
export function runsOf(runs: Runs, group: string, topic: string): Run[] {
  return [...runs.byId.values()]
    .filter((run) => run.group === group && run.sourceTopic === topic)
    .sort((a, b) => b.number - a.number);
}

type Entry = { type: "run"; run: Run } | { type: "progress"; progress: RunProgress };

/** The record that says how far a run is, preceded on a run's first transaction by the run itself. */
export function runRecords(run: Run | undefined, progress: RunProgress): OutgoingRecord[] {
  const at = Date.now();
  const record = (key: string, entry: Entry): OutgoingRecord => ({
    key,
    value: JSON.stringify(entry),
    timestamp: at,
    partition: 0,
  });
  return [
    ...(run === undefined ? [] : [record(run.id, { type: "run", run })]),
    record(`${progress.run}/${progress.partition}`, { type: "progress", progress }),
  ];
}

export async function ensureRunsTopic(connection: Connection, topic: string): Promise<void> {
  await ensureTopic(connection, { topic, partitions: 1, compacted: true });
}

/** Reads the topic of runs, at each call from where the last one ended. */
export class RunsReader {
  private readonly log: CommittedReader;
  private readonly runs: Runs = { byId: new Map(), progress: new Map() };

  constructor(connection: Connection, topic: string) {
    // Another group's process may have died in the middle of a transaction: what we committed behind it counts.
    this.log = new CommittedReader(connection, { topic, partition: 0 });
  }

  async read(): Promise<Runs> {
    for (const record of await this.log.read()) {
      const { valueText } = record;
      if (valueText !== null) add(this.runs, ownValue<Entry>(record, valueText));
    }
    return this.runs;
  }
}

/** Reads the topic of runs to its end, once; without such a topic there are no runs yet. */
export function readRuns(connection: Connection, topic: string): Promise<Runs> {
  return new RunsReader(connection, topic).read();
}

function add(runs: Runs, entry: Entry): void {
  if (entry.type === "run") {
    runs.byId.set(entry.run.id, entry.run);
    return;
  }
  const { progress } = entry;
  const partitions = runs.progress.get(progress.run) ?? new Map<number, RunProgress>();
  runs.progress.set(progress.run, partitions.set(progress.partition, progress));
}
