import { partitionOf } from "../kafka/partitioner";
import { HeaderBlock } from "../kafka/record-batch/header-block";
import type { FetchedRecord } from "../kafka/record-batch/log-record";
import { bytesOf, RecordBatches } from "../kafka/record-batches";
import { changelogEntry } from "./changelog";
import type { OutputWriter } from "./fields/output-writer";
import { addDeadLetter } from "./dead-letters";
import { HEADER } from "./headers";
import type { TakenInput } from "./input-digest";
import { requireJsonState } from "./json-state";
import type { KeyState, LastOutput } from "./key-states";

/** Which outputs are produced: each one, or only the last one of each key per batch, which a table needs. */
export type EmitMode = "every" | "latest";

/** What all batches of a worker have in common. */
export interface BatchPlace {
  run: string;
  /** The processor's name, for messages. */
  processor: string;
  sourcePartition: number;
  output: { topic: string; partitions: number };
  changelogTopic: string;
  deadLetterTopic: string;
  emit: EmitMode;
  writer: OutputWriter;
}

/** Bytes a record takes besides key and value: its headers name the run, so their size is the run's. */
const OVERHEAD = 160;

let batches = 0;

/**
 * What one transaction writes: outputs, the changelog's entries of the keys that have changed, dead letters. Outputs
 * are written as bytes the moment they come; the changelog when the batch is complete, once for each key.
 */
export class Batch<State, Output extends object> {
  readonly outputs: RecordBatches;
  readonly changelog: RecordBatches;
  readonly deadLetters: RecordBatches;
  readonly beganAt = Date.now();
  /** The source offset that the batch ends before. */
  nextOffset: number;
  records = 0;
  /** What the run has taken of the source up to `nextOffset`. */
  taken: TakenInput = {};
  /** Another for each batch of the process: tells whether a key has been changed in this one already. */
  private readonly number = ++batches;
  private readonly changed: KeyState<State, Output>[] = [];
  private readonly headers: HeaderBlock;
  private readonly sourcePrefix: string;

  constructor(
    private readonly place: BatchPlace,
    /** The source offset that it begins at. */
    readonly from: number,
    warmUp = false,
  ) {
    this.nextOffset = from;
    this.outputs = new RecordBatches(place.output.topic);
    this.changelog = new RecordBatches(place.changelogTopic);
    this.deadLetters = new RecordBatches(place.deadLetterTopic);
    const constant: [string, string][] = [[HEADER.run, place.run], ...(warmUp ? [WARM_UP] : [])];
    this.headers = new HeaderBlock(constant, HEADER.source);
    this.sourcePrefix = `${place.sourcePartition}:`;
  }

  /** Bytes that wait to be sent. */
  get bytes(): number {
    return this.outputs.bytes + this.deadLetters.bytes;
  }

  /** Notes that a key has changed. */
  touch(key: KeyState<State, Output>): void {
    if (key.batch === this.number) return;
    key.batch = this.number;
    this.changed.push(key);
  }

  /** Called with each output as it comes. */
  readonly onOutput = (of: KeyState<State, Output>, output: LastOutput<Output>): void => {
    if (this.place.emit === "every") this.write(of, output);
  };

  write({ key }: KeyState<State, Output>, { value, timestamp, offset }: LastOutput<Output>): void {
    const { output, writer } = this.place;
    const partition = partitionOf(key, output.partitions);
    const source = this.sourcePrefix + String(offset);
    writer.append(this.outputs, partition, value, key, timestamp, this.headers, source);
  }

  putAside(record: FetchedRecord, error: Error): void {
    addDeadLetter(this.deadLetters, record, this.place.run, error);
  }

  /** Completes the batch: what comes after must not change any more what it says of its keys. */
  seal(lineage: string, removed: readonly string[] = []): void {
    const { emit, sourcePartition, writer } = this.place;
    const at = Date.now();
    // One of a batch: they are all of one step's making.
    if (this.changed[0] !== undefined) requireJsonState(this.place.processor, this.changed[0].state);
    for (const key of this.changed) {
      const { output } = key;
      if (emit === "latest" && output !== undefined && output.offset >= this.from) this.write(key, output);
      const entry = changelogEntry(lineage, key, output === undefined ? "" : writer.text(output.value));
      this.changelog
        .writer(sourcePartition, bytesOf(key.key) + bytesOf(entry) + OVERHEAD)
        .appendText(key.key, entry, at);
    }
    for (const key of removed)
      this.changelog.writer(sourcePartition, bytesOf(key) + OVERHEAD).appendText(key, null, at);
  }
}

const WARM_UP: [string, string] = [HEADER.warmUp, "true"];
