import type { LogRecord } from "../../kafka/log";
import type { Processor } from "../processor";

/**
 * How a processor's values are read from records: all of the JSON, or only the declared fields.
 *
 * What it throws has the reason in words.
 */
export function valueReader<Value>({
  parse,
}: Pick<Processor<never, Value, object>, "parse">): (record: LogRecord) => Value {
  return (record) => parse(JSON.parse(record.valueText ?? "null"));
}
