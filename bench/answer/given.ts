import { createHash, type Hash } from "node:crypto";
import type { TrackEnd } from "./expected";

/** What a contestant wrote for one track. */
interface GivenTrack extends TrackEnd {
  outputs: number;
  /** Whether the outputs came in the order of the points, each once: 1, 2, 3, … */
  inOrder: boolean;
  bytes: Hash;
}

/** Collects a contestant's outputs, in the order in which they stand in the log. */
export class GivenAnswer {
  readonly tracks = new Map<string, GivenTrack>();
  outputs = 0;

  add(key: string, value: Buffer): void {
    const { distance, points } = JSON.parse(value.toString()) as { distance: number; points: number };
    const before = this.tracks.get(key);
    const outputs = (before?.outputs ?? 0) + 1;
    const inOrder = (before?.inOrder ?? true) && points === outputs;
    const bytes = before?.bytes ?? createHash("sha256");
    bytes.update(value);
    this.tracks.set(key, { metres: distance, points, outputs, inOrder, bytes });
    this.outputs++;
  }

  /** A digest of every output's bytes, track by track: equal for two answers that are the same bit for bit. */
  get digest(): string {
    const all = createHash("sha256");
    for (const [key, { bytes }] of [...this.tracks].sort(([a], [b]) => (a < b ? -1 : 1)))
      all.update(key).update(bytes.copy().digest());
    return all.digest("hex");
  }
}
