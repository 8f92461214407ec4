import type { DuckDBConnection } from "@duckdb/node-api";
import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { clusterId } from "../kafka/topics";
import type { Names } from "../names";
import { unreadable } from "./database-file";

/** Where a database file's results come from. */
export interface Origin {
  clusterId: string;
  outputTopic: string;
  /** Of the same prefix as the output topic, so that it tells no file from another. */
  windowTopic: string;
}

/** Where the results of a workbook's database come from. */
export async function originOf(connection: Connection, names: Names): Promise<Origin> {
  const { output: outputTopic, windowOutput: windowTopic } = names;
  return { clusterId: await clusterId(connection), outputTopic, windowTopic };
}

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
  const [cluster, outputTopic, madeAs] = row as [string, string, number];
  if (format !== undefined && madeAs !== format) {
    throw unreadable(file, "another version of this program has made it");
  }
  const foreign =
    cluster !== expected.clusterId
      ? `of another Kafka cluster (${cluster})`
      : outputTopic !== expected.outputTopic
        ? `of the topic ${outputTopic}, not of ${expected.outputTopic}`
        : undefined;
  if (foreign === undefined) return;
  throw new PlayheadError("SINK_OTHER_CLUSTER", `${file} holds results ${foreign}`, {
    remedy:
      "write into another file (--db FILE), or move this one away: it can be rebuilt from its own cluster's topics",
  });
}
