import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { readLog } from "../kafka/log";
import { committedOffsets, listOffsets } from "../kafka/offsets";
import { TransactionalProducer, type OutgoingRecord } from "../kafka/transactions";
import type { Names } from "../names";
import { decideRun, progressOn } from "./decide";
import { KeyStates, type Produced } from "./key-states";
import { definitionOf, type Processor } from "./processor";
import { readRuns, runRecords, type Run, type RunProgress } from "./runs";

/** What a worker processes, and for whom. */
export interface Assignment<State, Value, Output extends object> {
  connection: Connection;
  names: Names;
  processor: Processor<State, Value, Output>;
  group: string;
  sourceTopic: string;
  outputTopic: string;
}

export interface WorkerEvents {
  /** Called after each committed transaction. */
  onCommitted: (progress: RunProgress, records: number, outputs: number) => void;
  /** Called with the number of earlier records that were stepped only to build the state. */
  onWarmedUp: (records: number) => void;
}

export interface WorkerOptions extends WorkerEvents {
  partition: number;
  /** Stop at this offset; without it, follow the log. */
  until: number | undefined;
  signal: AbortSignal;
}

/** Output headers: where a result comes from. */
export const HEADER = { run: "playhead-run", source: "playhead-source", warmUp: "playhead-warm-up" } as const;

/**
 * Processes one partition from the group's committed offset on. Every batch is one transaction of outputs, progress
 * and committed offset, so a worker can be killed at any moment without losing or doubling an output.
 *
 * @throws PlayheadError DEFINITION_CHANGED, BAD_RECORD, LOG_GAP, FENCED, BROKER_UNREACHABLE
 */
export async function workOnPartition<State, Value, Output extends object>(
  assignment: Assignment<State, Value, Output>,
  options: WorkerOptions,
): Promise<Run> {
  const { connection, names, group, sourceTopic } = assignment;
  // Opened before the offset is read: whoever worked here before is fenced from now on and can't move it any more.
  const producer = await TransactionalProducer.open(
    connection,
    names.transactionalId(group, sourceTopic, options.partition),
  );
  try {
    return await new PartitionWorker(assignment, options, producer).work();
  } finally {
    await producer.close();
  }
}

class PartitionWorker<State, Value, Output extends object> {
  private readonly states: KeyStates<State, Value, Output>;

  constructor(
    private readonly assignment: Assignment<State, Value, Output>,
    private readonly options: WorkerOptions,
    private readonly producer: TransactionalProducer,
  ) {
    this.states = new KeyStates(assignment.processor);
  }

  async work(): Promise<Run> {
    const { connection, sourceTopic } = this.assignment;
    const { partition, until, signal } = this.options;
    const { run, progress, isNew } = await this.locate();
    const warmedUp = await this.warmUp(progress.logStart, progress.nextOffset);
    let current = progress;
    // A result is whole and of one definition: keys without a record behind the playhead are emitted once as well.
    if (isNew)
      current = await this.commit(run, progress, progress.nextOffset, [...warmedUp.values()], 0, run);
    const range = { topic: sourceTopic, partition, from: progress.nextOffset, signal };
    for await (const batch of readLog(connection, until === undefined ? range : { ...range, until })) {
      if (signal.aborted) break;
      if (batch.nextOffset === current.nextOffset) continue;
      const { produced, error, nextOffset } = this.stepAll(batch.records, batch.nextOffset);
      const records = batch.records.filter(({ offset }) => offset < nextOffset).length;
      if (nextOffset > current.nextOffset) {
        current = await this.commit(run, current, nextOffset, produced, records);
      }
      if (error !== undefined) throw error;
    }
    return run;
  }

  /** Which run this is, and where it stands on the partition. */
  private async locate(): Promise<{ run: Run; progress: RunProgress; isNew: boolean }> {
    const { connection, names, group, sourceTopic, outputTopic, processor } = this.assignment;
    const { partition } = this.options;
    const [committed, logStart, stable, runs] = await Promise.all([
      committedOffsets(connection, group),
      listOffsets(connection, sourceTopic, "earliest"),
      listOffsets(connection, sourceTopic, "stable"),
      readRuns(connection, names.runs),
    ]);
    const run = decideRun({
      group,
      sourceTopic,
      outputTopic,
      definition: definitionOf(processor),
      committed: committed.get(sourceTopic) ?? new Map<number, number>(),
      logStart,
      runs,
      now: Date.now(),
    });
    const known = progressOn(run, partition, runs);
    if (known !== undefined) return { run, progress: known, isNew: false };
    const start = logStart.get(partition) ?? 0;
    const startOffset = committed.get(sourceTopic)?.get(partition) ?? start;
    const progress: RunProgress = {
      run: run.id,
      partition,
      logStart: start,
      startOffset,
      nextOffset: startOffset,
      target: stable.get(partition) ?? startOffset,
      recordsIn: 0,
      recordsOut: 0,
      outputs: {},
    };
    return { run, progress, isNew: true };
  }

  /** Brings the state to the committed offset by stepping the earlier records; returns each key's last output. */
  private async warmUp(logStart: number, until: number): Promise<Map<string, Produced<Output>>> {
    const { connection, sourceTopic } = this.assignment;
    const { partition, signal, onWarmedUp } = this.options;
    const last = new Map<string, Produced<Output>>();
    const range = { topic: sourceTopic, partition, from: logStart, until, signal };
    for await (const { records } of readLog(connection, range)) {
      for (const record of records) {
        for (const produced of this.states.step(record)) last.set(produced.key, produced);
      }
      onWarmedUp(records.length);
    }
    if (signal.aborted) throw aborted();
    return last;
  }

  /** Steps up to the first record that can't be processed, so that all before it is kept. */
  private stepAll(
    records: readonly Parameters<KeyStates<State, Value, Output>["step"]>[0][],
    end: number,
  ): { produced: Produced<Output>[]; nextOffset: number; error: unknown } {
    const produced: Produced<Output>[] = [];
    for (const record of records) {
      try {
        for (const one of this.states.step(record)) produced.push(one);
      } catch (error) {
        return { produced, nextOffset: record.offset, error };
      }
    }
    return { produced, nextOffset: end, error: undefined };
  }

  private async commit(
    run: Run,
    before: RunProgress,
    nextOffset: number,
    produced: readonly Produced<Output>[],
    records: number,
    newRun?: Run,
  ): Promise<RunProgress> {
    const { names, group, sourceTopic, outputTopic } = this.assignment;
    const { partition } = this.options;
    const outgoing = produced.map((one) => toRecord(run, one, newRun !== undefined));
    const progress = await this.producer.run(async (transaction) => {
      const ends = await transaction.send({ topic: outputTopic, records: outgoing });
      const reached: RunProgress = {
        ...before,
        nextOffset,
        recordsIn: before.recordsIn + records,
        recordsOut: before.recordsOut + outgoing.length,
        outputs: { ...before.outputs, ...Object.fromEntries(ends) },
      };
      await transaction.send({ topic: names.runs, records: runRecords(newRun, reached) });
      await transaction.commitOffsets(group, sourceTopic, new Map([[partition, nextOffset]]));
      return reached;
    });
    this.options.onCommitted(progress, records, outgoing.length);
    return progress;
  }
}

function toRecord<Output>(run: Run, produced: Produced<Output>, warmedUp: boolean): OutgoingRecord {
  const { key, timestamp, partition, offset, output } = produced;
  return {
    key,
    value: JSON.stringify(output),
    timestamp,
    headers: {
      [HEADER.run]: run.id,
      [HEADER.source]: `${partition}:${offset}`,
      ...(warmedUp ? { [HEADER.warmUp]: "true" } : {}),
    },
  };
}

function aborted(): PlayheadError {
  return new PlayheadError("ABORTED", "Stopped before the first record was processed; nothing was changed");
}
