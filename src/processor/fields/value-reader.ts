import type { FetchedRecord } from "../../kafka/record-batch/log-record";
import type { Processor } from "../processor";
import { makeFieldPicker } from "./pick";
import { makeFieldScanner } from "./scan";

/**
 * How a processor's values are read from records: all of the JSON or, of one that declares what it reads, those fields,
 * from the record's bytes where that is possible.
 *
 * What it throws has the reason in words.
 */
export function valueReader<Value>({
  parse,
  reads,
}: Pick<Processor<never, Value, object>, "parse" | "reads">): (record: FetchedRecord) => Value {
  if (reads === undefined) return (record) => parse(json(record));
  const scanner = makeFieldScanner(reads);
  const pick = makeFieldPicker(reads);
  return (record) => {
    const { bytes, valueStart, valueEnd } = record;
    const scanned = valueStart < 0 ? undefined : scanner.scan(bytes, valueStart, valueEnd);
    return parse(scanned ?? pick(json(record)));
  };
}

function json({ valueText }: FetchedRecord): unknown {
  return JSON.parse(valueText ?? "null");
}
