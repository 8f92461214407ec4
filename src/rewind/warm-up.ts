import type { RunProgress } from "../processor/runs";
import type { Move } from "./moves";

/** What has to be read before a partition's new playhead so that its state is there. Estimates: offsets, at most. */
export interface WarmUp {
  topic: string;
  partition: number;
  /** With the definition of the last run, whose changelog helps. */
  same: Earlier;
  /** With any other one. */
  other: Earlier;
}

export interface Earlier {
  offsets: number;
  /** Offsets that would be needed and are no longer in the log: LOG_GAP. From the first to the last. */
  missing?: [from: number, to: number];
}

const NOTHING: Earlier = { offsets: 0 };

/**
 * What would be stepped silently at a new playhead, by the rules of `processor/restore-plan.ts`.
 *
 * @param progress how far the group's last run is on the partition, where it has been there
 * @param fresh whether that run began with an empty state on purpose, as the next one of its kind will
 */
export function warmUpOf(move: Move, progress: RunProgress | undefined, fresh: boolean): WarmUp {
  const { topic, partition, logStartOffset } = move;
  const at = move.newOffset ?? logStartOffset;
  const other = earlier(0, at, logStartOffset);
  return { topic, partition, other, same: fresh ? NOTHING : sameAt(at, logStartOffset, progress, other) };
}

function sameAt(at: number, logStart: number, progress: RunProgress | undefined, other: Earlier): Earlier {
  if (progress?.lineage === undefined) return other;
  const { nextOffset, logStart: baseline } = progress;
  return earlier(at >= nextOffset ? nextOffset : baseline, at, logStart);
}

/** From an offset up to the playhead. At the log's start there is nothing before. */
function earlier(from: number, at: number, logStart: number): Earlier {
  if (at <= logStart || from >= at) return NOTHING;
  if (from >= logStart) return { offsets: at - from };
  return { offsets: at - logStart, missing: [from, logStart - 1] };
}
