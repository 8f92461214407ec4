import { openAppender } from "../../src/kafka/append";
import { commitOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { changelogOn } from "../../src/processor/decide";
import { readChangelog } from "../../src/processor/changelog";
import { HEADER } from "../../src/processor/headers";
import type { Assignment } from "../../src/processor/partition-worker";
import { defineProcessor, type Processor } from "../../src/processor/processor";
import { readSituation } from "../../src/processor/standing";
import { latestRun } from "../../src/processor/decide";
import type { TestPlace } from "../fixtures/place";
import { readTopic } from "./helpers";

/** One record: where it is appended, and what it says. */
export interface Item {
  partition: number;
  key: string;
  amount: number;
}

interface Sum {
  sum: number;
}

export type Sums = Assignment<number, { amount: number }, Sum>;

/** Its outputs depend on all records of a key before them and on their order; amounts of 0 give none. */
export function sums(factor: number): Processor<number, { amount: number }, Sum> {
  return defineProcessor({
    name: "sums",
    parameters: { factor },
    initialState: 7,
    step: (state: number, { value }: { value: { amount: number } }, parameters: { factor: number }) => {
      const sum = (state * 31 + value.amount * parameters.factor) % 1_000_003;
      return [sum, value.amount === 0 ? undefined : { sum }];
    },
  });
}

/** Where a key stands: the offset of its last record, its state, its last output as `source sum`. */
interface Standing {
  offset: number;
  state: number;
  output: string | undefined;
}

/** The plain fold over a partition's records before `end`: all that comes out, and where each key stands. */
function fold(log: readonly Item[], partition: number, end: number, factor: number) {
  const outputs: string[] = [];
  const keys = new Map<string, Standing>();
  for (let offset = 0; offset < end; offset++) {
    const { key, amount } = log[offset] as Item;
    const before = keys.get(key);
    const state = ((before?.state ?? 7) * 31 + amount * factor) % 1_000_003;
    const output = amount === 0 ? undefined : `${partition}:${offset} ${key} ${state}`;
    keys.set(key, { offset, state, output: output ?? before?.output });
    if (output !== undefined) outputs[offset] = output;
  }
  return { outputs, keys };
}

/** A topic, a group on it, and what is known of both without asking the code under test. */
export class PlayheadModel {
  /** The topic's records, partition by partition: a record's offset is its index. */
  readonly logs: Item[][];
  /** The group's playheads; undefined where it has none yet. */
  playheads: (number | undefined)[];
  factor = 1;
  /** The number of the group's last run, and where that began on each partition. */
  number = 0;
  starts: number[] = [];
  private moved = false;

  private constructor(
    readonly assignment: Sums,
    partitions: number,
  ) {
    this.logs = Array.from({ length: partitions }, () => []);
    this.playheads = this.logs.map(() => undefined);
  }

  static async make(place: TestPlace, partitions: number): Promise<PlayheadModel> {
    const connection = await place.connection();
    const topics = { sourceTopic: place.unique("in"), outputTopic: place.unique("out") };
    await ensureTopic(connection, { topic: topics.sourceTopic, partitions });
    const group = place.unique("group");
    const assignment = { connection, names: place.names, processor: sums(1), group, ...topics };
    return new PlayheadModel(assignment, partitions);
  }

  async append(items: readonly Item[], batch: number): Promise<void> {
    const { connection, sourceTopic } = this.assignment;
    const appender = await openAppender(connection);
    for (let first = 0; first < items.length; first += batch) {
      const records = items.slice(first, first + batch).map(({ partition, key, amount }) => ({
        partition,
        key,
        value: JSON.stringify({ amount }),
        timestamp: 1_700_000_000_000 + first,
      }));
      await appender.append(sourceTopic, records);
    }
    for (const item of items) this.logs[item.partition]?.push(item);
  }

  /** Moves the playheads as somebody else does; `move` does it, by default with a plain commit. */
  async move(to: readonly number[], move?: (to: readonly number[]) => Promise<unknown>): Promise<void> {
    const { connection, group, sourceTopic } = this.assignment;
    if (move !== undefined) await move(to);
    else await commitOffsets(connection, group, sourceTopic, new Map(to.entries()));
    if (this.number > 0 && to.some((offset, partition) => offset !== this.playheads[partition]))
      this.moved = true;
    this.playheads = [...to];
  }

  /**
   * Notes that a call of `process` begins, up to `until` on each partition: with the definition asked for where the
   * playheads have been moved, which begins a run, else with that of the run.
   */
  begin(factor: number, until = Infinity): { isNew: boolean; records: number; processor: Sums["processor"] } {
    const isNew = this.moved || this.number === 0;
    const from = this.playheads.map((offset) => offset ?? 0);
    if (isNew) {
      this.number++;
      this.factor = factor;
      this.starts = from;
      this.moved = false;
    }
    const to = from.map((offset, partition) => Math.max(offset, Math.min(this.end(partition), until)));
    this.playheads = to;
    const records = to.reduce((all, end, partition) => all + end - (from[partition] ?? 0), 0);
    return { isNew, records, processor: sums(this.factor) };
  }

  end(partition: number): number {
    return this.logs[partition]?.length ?? 0;
  }

  get runId(): string {
    const { group, sourceTopic } = this.assignment;
    return `${group}:${sourceTopic}:${this.number}`;
  }

  /** What the run's outputs have to be: from its start on those of the fold, and one for each key known before. */
  expectedOutputs(): { stepped: string[]; warmedUp: string[] } {
    const stepped: string[] = [];
    const warmedUp: string[] = [];
    this.logs.forEach((log, partition) => {
      const start = this.starts[partition] ?? 0;
      const { outputs } = fold(log, partition, this.playheads[partition] ?? 0, this.factor);
      for (const [offset, output] of outputs.entries())
        if (offset >= start && output !== undefined) stepped.push(output);
      for (const { output } of fold(log, partition, start, this.factor).keys.values())
        if (output !== undefined) warmedUp.push(output);
    });
    return { stepped: stepped.sort(), warmedUp: warmedUp.sort() };
  }

  /** What a committed reader finds of the run. */
  async foundOutputs(): Promise<{ stepped: string[]; warmedUp: string[] }> {
    const found = { stepped: [] as string[], warmedUp: [] as string[] };
    for (const { headers, keyText, value } of await readTopic(
      this.assignment.connection,
      this.assignment.outputTopic,
    )) {
      if (headers[HEADER.run] !== this.runId) continue;
      const { sum } = JSON.parse(String(value)) as Sum;
      const list = headers[HEADER.warmUp] === undefined ? found.stepped : found.warmedUp;
      list.push(`${headers[HEADER.source]} ${keyText} ${sum}`);
    }
    return { stepped: found.stepped.sort(), warmedUp: found.warmedUp.sort() };
  }

  /** Where each key has to stand at the playhead. */
  expectedStates(): Record<string, Standing> {
    const all = this.logs.flatMap((log, partition) =>
      [...fold(log, partition, this.playheads[partition] ?? 0, this.factor).keys].map(
        ([key, standing]): [string, Standing] => [`${partition} ${key}`, standing],
      ),
    );
    return Object.fromEntries(all);
  }

  /** Where each key stands by the changelog. */
  async foundStates(): Promise<Record<string, Standing>> {
    const { connection, names, group, sourceTopic } = this.assignment;
    const situation = await readSituation({ ...this.assignment, processor: sums(this.factor) });
    const run = latestRun(situation);
    if (run === undefined) throw new Error("there is no run");
    const all: [string, Standing][] = [];
    for (const partition of this.logs.keys()) {
      const changelog = changelogOn(partition, run, situation);
      if (changelog === undefined) throw new Error(`partition ${partition} has no changelog`);
      const { lineage } = changelog;
      const topic = names.changelog(group, sourceTopic);
      const entries = await readChangelog<number, Sum>(
        connection,
        topic,
        partition,
        lineage,
        () => undefined,
      );
      for (const { key, offset, state, output } of entries) {
        const last =
          output === undefined ? undefined : `${partition}:${output.offset} ${key} ${output.value.sum}`;
        all.push([`${partition} ${key}`, { offset, state, output: last }]);
      }
    }
    return Object.fromEntries(all);
  }
}
