import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { commitOffsets, type PartitionOffsets } from "../kafka/offsets";

/**
 * Shows in Kafka, as a group's committed offsets, how far the sink has come. Nobody reads on from there: the
 * offsets in the sink decide.
 *
 * @throws PlayheadError GROUP_ACTIVE where another program has joined the group
 */
export async function mirrorOffsets(
  connection: Connection,
  group: string,
  topic: string,
  offsets: PartitionOffsets,
): Promise<void> {
  if (offsets.size === 0) return;
  await commitOffsets(connection, group, topic, offsets, { isShown: true }).catch((error: unknown) => {
    if (!(error instanceof PlayheadError && error.code === "GROUP_ACTIVE")) throw error;
    throw new PlayheadError(
      "GROUP_ACTIVE",
      `Another program has joined the group ${group}, which mirrors the database`,
      {
        remedy: "let that program use a group of its own; what has been written to the database stays",
        cause: error,
      },
    );
  });
}
