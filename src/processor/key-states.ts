import { PlayheadError } from "../errors";
import type { FetchedRecord } from "../kafka/record-batch/log-record";
import { valueReader } from "./fields/value-reader";
import type { InputRecord, Processor } from "./processor";

/** Where one key stands. */
export interface KeyState<State, Output> {
  readonly key: string;
  state: State;
  /** Offset of the last record it was stepped with. */
  offset: number;
  /** Its last output, with time and offset of the record it stems from; undefined where there was none yet. */
  output: LastOutput<Output> | undefined;
  /** The number of the batch that it was changed in last. */
  batch: number;
}

export interface LastOutput<Output> {
  value: Output;
  /** Event time, ms since 1970 UTC. */
  timestamp: number;
  offset: number;
}

/** What is done with an output; called before its key's state changes. */
export type Emit<State, Output> = (of: KeyState<State, Output>, output: LastOutput<Output>) => void;

/** As many entries as a Map of V8 holds. */
const MOST_KEYS = 2 ** 24;

/** A processor with the state of every key it has seen: the fold over one partition's records. */
export class KeyStates<State, Value, Output extends object> {
  private readonly states = new Map<string, KeyState<State, Output>>();
  private readonly valueOf: (record: FetchedRecord) => Value;

  constructor(
    private readonly processor: Processor<State, Value, Output>,
    private readonly most = MOST_KEYS,
  ) {
    this.valueOf = valueReader(processor);
  }

  get size(): number {
    return this.states.size;
  }

  get(key: string): KeyState<State, Output> | undefined {
    return this.states.get(key);
  }

  values(): IterableIterator<KeyState<State, Output>> {
    return this.states.values();
  }

  /** Takes over what is known of a key. */
  put(known: KeyState<State, Output>): void {
    this.states.set(known.key, known);
  }

  /**
   * Steps one record and returns what has become of its key.
   *
   * @throws PlayheadError BAD_RECORD where the value is not JSON, is refused by the processor, or the step throws, or
   *   NO_EVENT_TIME where that is because there is none; the key's state is then what it was. TOO_MANY_KEYS where it
   *   is a new one and there is no room for it: no fault of the record's
   */
  step(record: FetchedRecord, emit?: Emit<State, Output>): KeyState<State, Output> {
    try {
      return this.tryStep(record, emit);
    } catch (error) {
      throw isTooMany(error) ? error : badRecord(record, error);
    }
  }

  /** The key that a record's state is kept under. */
  keyOf(record: FetchedRecord): string {
    const own = record.keyText ?? "";
    if (this.processor.key === undefined) return own;
    try {
      return this.processor.key(this.input(record, own));
    } catch (error) {
      throw badRecord(record, error);
    }
  }

  private tryStep(record: FetchedRecord, emit: Emit<State, Output> | undefined): KeyState<State, Output> {
    const { processor } = this;
    let input = this.input(record, record.keyText ?? "");
    if (processor.key !== undefined) input = { ...input, key: processor.key(input) };
    const { key, timestamp, offset } = input;
    const before = this.states.get(key);
    if (before === undefined && this.states.size >= this.most) throw tooManyKeys(record, this.most);
    const known = before ?? this.unknown(key);
    const [state, output] = processor.step(known.state, input);
    // Emitted before anything changes: an output that can't be written makes the record a bad one.
    let last = known.output;
    if (isList(output)) {
      for (const value of output) {
        last = { value, timestamp, offset };
        if (emit !== undefined) emit(known, last);
      }
    } else if (output !== undefined) {
      last = { value: output, timestamp, offset };
      if (emit !== undefined) emit(known, last);
    }
    known.state = state;
    known.offset = offset;
    known.output = last;
    if (before === undefined) this.states.set(key, known);
    return known;
  }

  private unknown(key: string): KeyState<State, Output> {
    return { key, state: this.processor.initialState, offset: -1, output: undefined, batch: NO_BATCH };
  }

  private input(record: FetchedRecord, key: string): InputRecord<Value> {
    const { topic, partition, offset, timestamp } = record;
    return { key, value: this.valueOf(record), timestamp, topic, partition, offset };
  }
}

/** Of a key that has not been changed in any batch. */
export const NO_BATCH = 0;

function isList<Output>(output: Output | readonly Output[] | undefined): output is readonly Output[] {
  return Array.isArray(output);
}

function tooManyKeys({ topic, partition, offset }: FetchedRecord, most: number): PlayheadError {
  return new PlayheadError(
    "TOO_MANY_KEYS",
    `The record at offset ${offset} of ${topic} partition ${partition} has a new key, and a member holds the state of ${most.toLocaleString("en")} keys of a partition at most`,
    { remedy: "spread the keys over more partitions: a topic with more of them, filled again" },
  );
}

function isTooMany(error: unknown): boolean {
  return error instanceof PlayheadError && error.code === "TOO_MANY_KEYS";
}

function badRecord({ topic, partition, offset }: FetchedRecord, cause: unknown): PlayheadError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new PlayheadError(
    cause instanceof PlayheadError && cause.code === "NO_EVENT_TIME" ? cause.code : "BAD_RECORD",
    `The record at offset ${offset} of ${topic} partition ${partition} can't be processed: ${reason}`,
    {
      remedy:
        'mend the processor so that it takes such records, or put them aside (`badRecords: "dead-letter"`, ' +
        "--bad-records dead-letter); what was processed before it is safe and committed",
      cause,
    },
  );
}
