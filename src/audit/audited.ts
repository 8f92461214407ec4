import type { TrackLengths } from "./lengths";
import type { Evidence, Meaning, Verdict } from "./verdict";

/** What the log says: the lengths of its tracks, and what was left out of them. */
export interface LogLengths {
  tracks: ReadonlyMap<string, TrackLengths>;
  /** Records that are no track points. */
  foreign: number;
}

/** One row of the table, or one track that is not in it, and what was found out about it. */
export interface AuditedRow {
  track_id: string;
  /** As it stands in the table; null where the track is absent. */
  distance: number | string | null;
  /** What the table says it is in. */
  unit: string | null;
  verdict: Verdict;
  /** The best of what fits. */
  found: Meaning | null;
  /** All that fits, in words. */
  meaning: string | null;
  /**
   * What the number would be exactly, the difference from it and the ratio to it; of one that nothing explains, by
   * the meaning that comes closest.
   */
  expected: number | null;
  difference: number | null;
  ratio: number | null;
  note: string;
  /** Whether the table's own unit is another than the one that was found. */
  contradicted: boolean;
  /** Every meaning that the number was compared with. */
  evidence: readonly Evidence[];
}
