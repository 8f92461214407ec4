import { createHash, type Hash } from "node:crypto";
import type { FetchedRecord } from "../kafka/record-batch/log-record";
import { canonicalJson } from "../processor/canonical-json";
import { outputWriter } from "../processor/fields/output-writer";
import { requireJsonState } from "../processor/json-state";
import { KeyStates, type Emit } from "../processor/key-states";
import type { IteratedOutput } from "../processor/iterate";
import { definitionOf, type Definition, type Processor } from "../processor/processor";
import { isBadRecord } from "../processor/restore";
import type { ResultRow } from "../sink/results";
import type { ReadRange } from "./range";

/** What one processor has made of the records. */
export interface Replayed {
  definition: Definition;
  /** Records of the range, and what came out. */
  recordsIn: number;
  recordsOut: number;
  /** Records of the range that could not be processed. */
  badRecords: number;
  /** Keys with an output. */
  keys: number;
  /** What it took: to read the values, to step, to write the outputs as JSON; without the log's way here. */
  ms: number;
  microsecondsPerRecord: number;
  /** SHA-256 of every key's final state, in the order of partitions and keys. */
  stateDigest: string;
  /** SHA-256 of the outputs of each partition, in their order. */
  outputDigests: Record<number, string>;
}

interface Made {
  key: string;
  text: string;
  timestamp: number;
  offset: number;
}

/** One of several processors over one reading: what it has made so far, and what that took. */
export class Lane {
  private readonly states = new Map<number, KeyStates<unknown, unknown, object>>();
  private readonly hashes = new Map<number, Hash>();
  private readonly last = new Map<string, ResultRow>();
  private readonly every: IteratedOutput<string>[] = [];
  private stepped = 0;
  private recordsIn = 0;
  private recordsOut = 0;
  private badRecords = 0;
  private ms = 0;

  constructor(
    private readonly name: string,
    private readonly processor: Processor<unknown, unknown, object>,
    private readonly range: Pick<ReadRange, "includes" | "warmUp">,
    private readonly onBadRecord: "stop" | "skip",
    private readonly keeps: "last" | "every" = "last",
  ) {}

  /**
   * Steps records of one partition, as they come: how they are cut into calls makes no difference.
   *
   * @throws PlayheadError BAD_RECORD unless those are skipped
   */
  step(partition: number, records: readonly FetchedRecord[]): void {
    const made: Made[] = [];
    const from = performance.now();
    this.stepInto(made, partition, records);
    this.ms += performance.now() - from;
    this.keep(partition, made);
  }

  /** The last output of each key, under the lane's name as the run's. */
  rows(): Iterable<ResultRow> {
    return this.last.values();
  }

  /** All outputs, in the order in which they were made; `undefined` where only the last ones are kept. */
  outputs(): IteratedOutput<unknown>[] | undefined {
    if (this.keeps === "last") return undefined;
    return this.every.map((one) => ({ ...one, output: JSON.parse(one.output) as unknown }));
  }

  /** @throws PlayheadError STATE_NOT_JSON */
  finish(): Replayed {
    const { recordsIn, recordsOut, badRecords, ms, stepped } = this;
    return {
      definition: definitionOf(this.processor),
      ...{ recordsIn, recordsOut, badRecords, keys: this.last.size, ms },
      microsecondsPerRecord: stepped === 0 ? 0 : (ms * 1000) / stepped,
      stateDigest: this.stateDigest(),
      outputDigests: Object.fromEntries(
        [...this.hashes].map(([partition, hash]) => [partition, hash.copy().digest("hex")]),
      ),
    };
  }

  private stepInto(made: Made[], partition: number, records: readonly FetchedRecord[]): void {
    const { includes, warmUp } = this.range;
    const states = this.statesOf(partition);
    const writer = outputWriter(this.processor.writes);
    const emit: Emit<unknown, object> = ({ key }, { value, timestamp, offset }) =>
      made.push({ key, text: writer.text(value), timestamp, offset });
    for (const record of records) {
      const included = includes(record);
      if (!included && !warmUp) continue;
      const before = made.length;
      try {
        states.step(record, included ? emit : undefined);
      } catch (error) {
        if (this.onBadRecord === "stop" || !isBadRecord(error)) throw error;
        made.length = before;
        if (included) this.badRecords++;
      }
      this.stepped++;
      if (included) this.recordsIn++;
    }
  }

  private keep(partition: number, made: readonly Made[]): void {
    let hash = this.hashes.get(partition);
    if (hash === undefined) this.hashes.set(partition, (hash = createHash("sha256")));
    for (const { key, text, timestamp, offset } of made) {
      hash.update(`${offset} ${JSON.stringify(key)} ${text}\n`);
      const source = `${partition}:${offset}`;
      this.last.set(key, { runId: this.name, key, value: text, eventTime: timestamp, source });
      if (this.keeps === "every") this.every.push({ key, timestamp, partition, offset, output: text });
    }
    this.recordsOut += made.length;
  }

  private statesOf(partition: number): KeyStates<unknown, unknown, object> {
    let states = this.states.get(partition);
    if (states === undefined) this.states.set(partition, (states = new KeyStates(this.processor)));
    return states;
  }

  private stateDigest(): string {
    const hash = createHash("sha256");
    for (const [partition, states] of [...this.states].sort(([a], [b]) => a - b)) {
      const keys = [...states.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
      for (const { key, state } of keys) {
        requireJsonState(this.processor.name, state);
        hash.update(`${partition} ${JSON.stringify(key)} ${canonicalJson(state)}\n`);
      }
    }
    return hash.digest("hex");
  }
}
