import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { clusterId } from "../kafka/topics";
import type { Names } from "../names";

/** Where a database's results come from. */
export interface Origin {
  clusterId: string;
  outputTopic: string;
  /** Of the same prefix as the output topic, so that it tells no database from another. */
  windowTopic: string;
}

/** Where the results of a workbook's database come from. */
export async function originOf(connection: Connection, names: Names): Promise<Origin> {
  const { output: outputTopic, windowOutput: windowTopic } = names;
  return { clusterId: await clusterId(connection), outputTopic, windowTopic };
}

/** What a database says of itself: its one row of the table `origin`. */
export interface SaidOrigin {
  clusterId: string;
  outputTopic: string;
  format: number;
}

/**
 * Refuses a database that was filled from elsewhere.
 *
 * @param name what people call the database
 * @param elsewhere how to choose another one
 * @throws PlayheadError SINK_OTHER_CLUSTER
 */
export function requireSameOrigin(
  name: string,
  { clusterId, outputTopic }: SaidOrigin,
  expected: Origin,
  elsewhere: string,
): void {
  const foreign =
    clusterId !== expected.clusterId
      ? `of another Kafka cluster (${clusterId})`
      : outputTopic !== expected.outputTopic
        ? `of the topic ${outputTopic}, not of ${expected.outputTopic}`
        : undefined;
  if (foreign === undefined) return;
  throw new PlayheadError("SINK_OTHER_CLUSTER", `${name} holds results ${foreign}`, { remedy: elsewhere });
}
