import type { Connection } from "../kafka/connection";
import { readLog, type LogRange } from "../kafka/log";
import { ownValue } from "../kafka/own-value";
import { HEADER } from "../processor/headers";

/**
 * Looks for a result that is no JSON, which no database takes: somebody else has written it under the name of a run of
 * ours. For when a database has refused rows, as looking at each result before would cost more than writing it.
 *
 * @throws PlayheadError FOREIGN_RECORD where there is one, and as {@link readLog}
 */
export async function refuseForeignResults(
  connection: Connection,
  ranges: readonly LogRange[],
): Promise<void> {
  for (const range of ranges) {
    for await (const { records } of readLog(connection, range)) {
      for (const record of records) {
        const { headers, valueText } = record;
        if (headers[HEADER.run] !== undefined && valueText !== null) ownValue(record, valueText);
      }
    }
  }
}
