import type { HeaderBlock } from "../../kafka/record-batch/header-block";
import { bytesOf, type RecordBatches } from "../../kafka/record-batches";
import type { AnyFields } from "../processor";
import { makeFieldWriter } from "./write";

/** How outputs become JSON. */
export interface OutputWriter {
  /** The output as a text. */
  text(output: object): string;
  /** Appends it to a partition's batch; `source` is the value of the headers' last one. */
  append(
    batches: RecordBatches,
    partition: number,
    output: object,
    key: string,
    timestamp: number,
    headers: HeaderBlock,
    source: string,
  ): void;
}

/** Bytes a record takes besides key and value: its headers name the run, so their size is the run's. */
const OVERHEAD = 160;

/** All of an output or, of a processor that declares what it writes, those fields, straight as bytes. */
export function outputWriter(writes: AnyFields | undefined): OutputWriter {
  return writes === undefined ? WHOLE : fieldsWriter(writes);
}

const WHOLE: OutputWriter = {
  text: (output) => JSON.stringify(output),
  append: (batches, partition, output, key, timestamp, headers, source) => {
    const text = JSON.stringify(output);
    const size = bytesOf(key) + bytesOf(text) + OVERHEAD;
    batches.writer(partition, size).appendText(key, text, timestamp, headers, source);
  },
};

function fieldsWriter(writes: AnyFields): OutputWriter {
  const writer = makeFieldWriter(writes);
  let scratch = Buffer.allocUnsafe(1024);
  return {
    text: (output) => writer.toText(output),
    append: (batches, partition, output, key, timestamp, headers, source) => {
      const capacity = writer.capacity(output);
      if (capacity > scratch.length) scratch = Buffer.allocUnsafe(capacity * 2);
      const end = writer.write(output, scratch, 0);
      const size = bytesOf(key) + end + OVERHEAD;
      batches.writer(partition, size).appendSlice(key, scratch, 0, end, timestamp, headers, source);
    },
  };
}
