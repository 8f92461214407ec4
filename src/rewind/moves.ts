import { PlayheadError } from "../errors";
import type { PartitionOffsets } from "../kafka/offsets";
import type { Target } from "./targets";

/** One partition's part of a plan. */
export interface Move {
  topic: string;
  partition: number;
  /** `null` where the group has no playhead yet. */
  currentOffset: number | null;
  newOffset: number;
  logStartOffset: number;
  logEndOffset: number;
  /** Offsets between the new playhead and the log's end. */
  toReplay: number;
}

/**
 * Where each partition's playhead would go.
 *
 * @throws PlayheadError OFFSET_OUT_OF_RANGE where a partition does not have the offset
 */
export function planMoves(
  topic: string,
  target: Target,
  log: { start: PartitionOffsets; end: PartitionOffsets },
  committed: PartitionOffsets,
): Move[] {
  return [...log.end].map(([partition, logEndOffset]) => {
    const logStartOffset = log.start.get(partition) ?? 0;
    const newOffset = target.kind === "earliest" ? logStartOffset : target.offset;
    if (newOffset < logStartOffset || newOffset > logEndOffset) {
      throw new PlayheadError(
        "OFFSET_OUT_OF_RANGE",
        `Offset ${newOffset} is not in ${topic} partition ${partition}, which holds ${logStartOffset} to ${logEndOffset}`,
        { remedy: `choose an offset from ${logStartOffset} to ${logEndOffset}; nothing was changed` },
      );
    }
    const currentOffset = committed.get(partition) ?? null;
    return {
      topic,
      partition,
      currentOffset,
      newOffset,
      logStartOffset,
      logEndOffset,
      toReplay: logEndOffset - newOffset,
    };
  });
}
