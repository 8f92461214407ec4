import { haversine } from "../../src/distance/haversine";
import type { MadeRecord } from "../records/make";

/** How far a track goes: metres from its first to its last point, and of how many points it is made. */
export interface TrackEnd {
  metres: number;
  points: number;
}

interface Place {
  latitude: number;
  longitude: number;
}

/** The right answer, by a plain loop over the records: each track's end. */
export function expectedEnds(records: Iterable<Pick<MadeRecord, "key" | "value">>): Map<string, TrackEnd> {
  const ends = new Map<string, TrackEnd & { last: Place }>();
  for (const { key, value } of records) {
    const { latitude, longitude } = JSON.parse(value) as Place;
    const place = { latitude, longitude };
    const before = ends.get(key);
    const hop = before === undefined ? 0 : haversine(before.last, place);
    const metres = (before?.metres ?? 0) + hop;
    ends.set(key, { metres, points: (before?.points ?? 0) + 1, last: place });
  }
  return ends;
}
