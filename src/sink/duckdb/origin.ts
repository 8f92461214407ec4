import type { DuckDBConnection } from "@duckdb/node-api";
import { requireSameOrigin, type Origin } from "../origin";
import { unreadable } from "./database-file";

const ELSEWHERE =
  "write into another file (--db FILE), or move this one away: it can be rebuilt from its own cluster's topics";

/**
 * Refuses a file that was filled from elsewhere, or by nobody of ours.
 *
 * @param format the only one that will do; without it, any of ours
 * @throws PlayheadError SINK_OTHER_CLUSTER, SINK_UNREADABLE
 */
export async function requireOrigin(
  file: string,
  connection: DuckDBConnection,
  expected: Origin,
  format?: number,
): Promise<void> {
  const sql = "SELECT cluster_id, output_topic, format FROM origin";
  const reader = await connection.runAndReadAll(sql).catch((error: Error) => {
    throw unreadable(file, error.message, error);
  });
  const [row] = reader.getRowsJS();
  if (row === undefined) throw unreadable(file, "it does not say where its rows are from");
  const [clusterId, outputTopic, madeAs] = row as [string, string, number];
  if (format !== undefined && madeAs !== format) {
    throw unreadable(file, "another version of this program has made it");
  }
  requireSameOrigin(file, { clusterId, outputTopic, format: madeAs }, expected, ELSEWHERE);
}
