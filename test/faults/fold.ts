import { distanceFunction } from "../../src/distance/algorithms";
import type { TrackPoint } from "../../src/tracks/track-point";

/** One record of the source topic. */
export interface SourceRecord {
  partition: number;
  offset: number;
  key: string;
  point: Pick<TrackPoint, "latitude" | "longitude">;
}

/** What has to come out for one record. */
export interface Expected {
  partition: number;
  offset: number;
  key: string;
  /** Metres. */
  distance: number;
  points: number;
}

/** What a loop makes of the records, one after the other: the truth, computed without any of the code under test. */
export interface Fold {
  /** By `partition:offset`. */
  bySource: Map<string, Expected>;
  /** The same by key, in order. */
  byKey: Map<string, Expected[]>;
}

export function fold(records: readonly SourceRecord[]): Fold {
  const between = distanceFunction("geodesic");
  const bySource = new Map<string, Expected>();
  const byKey = new Map<string, Expected[]>();
  const last = new Map<string, SourceRecord>();
  for (const record of records) {
    const { partition, offset, key } = record;
    const outputs = byKey.get(key) ?? [];
    const [before, sum] = [last.get(key), outputs.at(-1)?.distance ?? 0];
    const distance = sum + (before === undefined ? 0 : between(before.point, record.point));
    const expected = { partition, offset, key, distance, points: outputs.length + 1 };
    byKey.set(key, outputs);
    outputs.push(expected);
    bySource.set(`${partition}:${offset}`, expected);
    last.set(key, record);
  }
  return { bySource, byKey };
}
