import type { Connection } from "../kafka/connection";
import { readLog, type LogRecord } from "../kafka/log";
import type { OutgoingRecord, TransactionalProducer } from "../kafka/transactions";
import type { Names } from "../names";
import { KeyStates, type Produced } from "./key-states";
import type { Processor } from "./processor";
import { runRecords, type Run, type RunProgress } from "./runs";

/** What a worker processes, and for whom. */
export interface Assignment<State, Value, Output extends object> {
  connection: Connection;
  names: Names;
  processor: Processor<State, Value, Output>;
  group: string;
  sourceTopic: string;
  outputTopic: string;
}

/** Where a worker begins: the run, how far it is on the partition, and whether it has yet to enter it. */
export interface Start {
  run: Run;
  progress: RunProgress;
  isNew: boolean;
}

export interface WorkerOptions {
  /** Stop at this offset; without it, follow the log. */
  until: number | undefined;
  signal: AbortSignal;
  /** Called after each committed transaction. */
  onCommitted: (records: number, outputs: number) => void;
  /** Called with the number of earlier records that were stepped only to build the state. */
  onWarmedUp: (records: number) => void;
}

/** Output headers: where a result comes from. */
export const HEADER = { run: "playhead-run", source: "playhead-source", warmUp: "playhead-warm-up" } as const;

/**
 * Processes one partition from the group's committed offset on, until it has caught up or the signal says stop.
 * Every batch is one transaction of outputs, progress and committed offset, so a worker can be killed at any moment
 * without losing or doubling an output.
 *
 * @throws PlayheadError BAD_RECORD, LOG_GAP, FENCED, BROKER_UNREACHABLE
 */
export function workOnPartition<State, Value, Output extends object>(
  assignment: Assignment<State, Value, Output>,
  producer: TransactionalProducer,
  start: Start,
  options: WorkerOptions,
): Promise<void> {
  return new PartitionWorker(assignment, producer, start, options).work();
}

class PartitionWorker<State, Value, Output extends object> {
  private readonly states: KeyStates<State, Value, Output>;
  private progress: RunProgress;

  constructor(
    private readonly assignment: Assignment<State, Value, Output>,
    private readonly producer: TransactionalProducer,
    private readonly start: Start,
    private readonly options: WorkerOptions,
  ) {
    this.states = new KeyStates(assignment.processor);
    this.progress = start.progress;
  }

  async work(): Promise<void> {
    const { connection, sourceTopic } = this.assignment;
    const { until, signal } = this.options;
    const { partition, nextOffset: from } = this.progress;
    const warmedUp = await this.warmUp();
    if (signal.aborted) return;
    // A result is whole and of one definition: keys without a record behind the playhead are emitted once as well.
    if (this.start.isNew) await this.commit(from, [...warmedUp.values()], 0, true);
    const range = { topic: sourceTopic, partition, from, signal };
    for await (const batch of readLog(connection, until === undefined ? range : { ...range, until })) {
      if (signal.aborted) return;
      if (batch.nextOffset === this.progress.nextOffset) continue;
      const { produced, failure, nextOffset } = this.stepAll(batch.records, batch.nextOffset);
      const records = batch.records.filter(({ offset }) => offset < nextOffset).length;
      if (nextOffset > this.progress.nextOffset) await this.commit(nextOffset, produced, records, false);
      if (failure !== undefined) throw failure.error;
    }
  }

  /** Brings the state to the playhead by stepping the records before it; returns each key's last output. */
  private async warmUp(): Promise<Map<string, Produced<Output>>> {
    const { connection, sourceTopic } = this.assignment;
    const { signal, onWarmedUp } = this.options;
    const { partition, logStart, nextOffset } = this.progress;
    const last = new Map<string, Produced<Output>>();
    const range = { topic: sourceTopic, partition, from: logStart, until: nextOffset, signal };
    for await (const { records } of readLog(connection, range)) {
      for (const record of records) {
        for (const produced of this.states.step(record)) last.set(produced.key, produced);
      }
      onWarmedUp(records.length);
    }
    return last;
  }

  /** Steps up to the first record that can't be processed, so that all before it is kept. */
  private stepAll(
    records: readonly LogRecord[],
    end: number,
  ): { produced: Produced<Output>[]; nextOffset: number; failure: { error: unknown } | undefined } {
    const produced: Produced<Output>[] = [];
    for (const record of records) {
      try {
        for (const one of this.states.step(record)) produced.push(one);
      } catch (error) {
        return { produced, nextOffset: record.offset, failure: { error } };
      }
    }
    return { produced, nextOffset: end, failure: undefined };
  }

  private async commit(
    nextOffset: number,
    produced: readonly Produced<Output>[],
    records: number,
    entering: boolean,
  ): Promise<void> {
    const { names, group, sourceTopic, outputTopic } = this.assignment;
    const { progress: before, start } = this;
    const outgoing = produced.map((one) => toRecord(start.run, one, entering));
    this.progress = await this.producer.run(async (transaction) => {
      const ends = await transaction.send({ topic: outputTopic, records: outgoing });
      const reached: RunProgress = {
        ...before,
        nextOffset,
        recordsIn: before.recordsIn + records,
        recordsOut: before.recordsOut + outgoing.length,
        outputs: { ...before.outputs, ...Object.fromEntries(ends) },
      };
      const entries = runRecords(entering ? start.run : undefined, reached);
      await transaction.send({ topic: names.runs, records: entries });
      await transaction.commitOffsets(group, sourceTopic, new Map([[before.partition, nextOffset]]));
      return reached;
    });
    this.options.onCommitted(records, outgoing.length);
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
