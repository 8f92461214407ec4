import type { ResultRow } from "../results";
import { POSTGRES } from "./dialect";
import type { Transaction } from "./server";

/** Rows of one statement. */
const ROWS_AT_ONCE = 2000;

/**
 * Puts rows into the results, each in the place of the one of the same run and key. A column at a time goes over as an
 * array. Measured: that is about as fast as COPY into a temporary table, which needs a right of its own and leaves its
 * traces in the catalog with every step.
 */
export async function mergeRows(transaction: Transaction, rows: Iterable<ResultRow>): Promise<void> {
  let part: ResultRow[] = [];
  for (const row of rows) {
    if (part.push(row) < ROWS_AT_ONCE) continue;
    await merge(transaction, part);
    part = [];
  }
  if (part.length > 0) await merge(transaction, part);
}

async function merge({ ask }: Transaction, rows: readonly ResultRow[]): Promise<void> {
  await ask(
    `INSERT INTO results
     SELECT run_id, key, value, ${POSTGRES.moment("event_time")}, source
     FROM unnest($1::TEXT[], $2::TEXT[], $3::JSON[], $4::BIGINT[], $5::TEXT[])
       AS arriving(run_id, key, value, event_time, source)
     ON CONFLICT (run_id, key) DO UPDATE SET
       value = excluded.value, event_time = excluded.event_time, source = excluded.source`,
    [
      rows.map(({ runId }) => runId),
      rows.map(({ key }) => key),
      rows.map(({ value }) => value),
      rows.map(({ eventTime }) => eventTime),
      rows.map(({ source }) => source),
    ],
  );
}
