import type { HeaderBlock } from "../../kafka/record-batch/header-block";
import type { RecordBatchWriter } from "../../kafka/record-batch/encode";
import { bytesOf } from "../../kafka/record-batches";
import type { AnyFields } from "../processor";
import { makeFieldWriter } from "./write";

/** What belongs to an output's record besides its value. */
export interface OutputPlace {
  key: string;
  timestamp: number;
  headers: HeaderBlock;
  /** The value of the headers' last one. */
  source: string;
}

/** How outputs become JSON. */
export interface OutputWriter {
  /** The output as a text. */
  text(output: object): string;
  /** Appends it; `batchFor` is asked for the batch, which has to have room for so many bytes. */
  append(output: object, place: OutputPlace, batchFor: (bytes: number) => RecordBatchWriter): void;
}

/** All of an output or, of a processor that declares what it writes, those fields, straight as bytes. */
export function outputWriter(writes: AnyFields | undefined): OutputWriter {
  return writes === undefined ? WHOLE : fieldsWriter(writes);
}

const WHOLE: OutputWriter = {
  text: (output) => JSON.stringify(output),
  append: (output, { key, timestamp, headers, source }, batchFor) => {
    const text = JSON.stringify(output);
    batchFor(bytesOf(text)).appendText(key, text, timestamp, headers, source);
  },
};

function fieldsWriter(writes: AnyFields): OutputWriter {
  const writer = makeFieldWriter(writes);
  let scratch = Buffer.allocUnsafe(1024);
  return {
    text: (output) => writer.toText(output),
    append: (output, { key, timestamp, headers, source }, batchFor) => {
      const capacity = writer.capacity(output);
      if (capacity > scratch.length) scratch = Buffer.allocUnsafe(capacity * 2);
      const end = writer.write(output, scratch, 0);
      batchFor(end).appendSlice(key, scratch, 0, end, timestamp, headers, source);
    },
  };
}
