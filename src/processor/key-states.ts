import { PlayheadError } from "../errors";
import type { LogRecord } from "../kafka/log";
import type { InputRecord, Processor } from "./processor";

/** An output with the record it stems from. */
export interface Produced<Output> {
  key: string;
  /** Event time of the record it stems from, ms since 1970 UTC. */
  timestamp: number;
  partition: number;
  offset: number;
  output: Output;
}

/** A processor with the state of every key it has seen: the fold over one partition's records. */
export class KeyStates<State, Value, Output extends object> {
  private readonly states = new Map<string, State>();

  constructor(private readonly processor: Processor<State, Value, Output>) {}

  /**
   * Steps one record and returns its outputs.
   *
   * @throws PlayheadError BAD_RECORD where the value is not JSON, is refused by the processor, or the step throws
   */
  step(record: LogRecord): Produced<Output>[] {
    const input = this.toInput(record);
    const { key, timestamp, partition, offset } = input;
    const before = this.states.has(key) ? (this.states.get(key) as State) : this.processor.initialState;
    const [after, output] = explainFailure(record, () => this.processor.step(before, input));
    this.states.set(key, after);
    const outputs = output === undefined ? [] : isList(output) ? output : [output];
    return outputs.map((one) => ({ key, timestamp, partition, offset, output: one }));
  }

  private toInput(record: LogRecord): InputRecord<Value> {
    const { topic, partition, offset, timestamp } = record;
    const value = explainFailure(record, () =>
      this.processor.parse(JSON.parse(record.value?.toString() ?? "null")),
    );
    return { key: record.key?.toString() ?? "", value, timestamp, topic, partition, offset };
  }
}

function isList<Output>(output: Output | readonly Output[]): output is readonly Output[] {
  return Array.isArray(output);
}

function explainFailure<T>(record: LogRecord, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { topic, partition, offset } = record;
    const reason = error instanceof Error ? error.message : String(error);
    throw new PlayheadError(
      "BAD_RECORD",
      `The record at offset ${offset} of ${topic} partition ${partition} can't be processed: ${reason}`,
      {
        remedy:
          "mend the processor so that it takes such records; what was processed before it is safe and committed",
        cause: error,
      },
    );
  }
}
