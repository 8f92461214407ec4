import { distanceFunction, type InputRecord } from "playhead";

const haversine = distanceFunction("haversine");

/** Where a car was last, in degrees, and how far it has come; before the first point there is no place. */
export interface Track {
  latitude: number;
  longitude: number;
  metres: number;
  points: number;
}

export interface Place {
  latitude: number;
  longitude: number;
}

/** What every contestant writes for a point. */
export interface Distance {
  track_id: string;
  /** From the track's first point on, in metres. */
  distance: number;
  unit: string;
  points: number;
}

export const START: Track = { latitude: 0, longitude: 0, metres: 0, points: 0 };

/** Cumulative distance: one output per point. */
export function step(track: Track, { key, value }: InputRecord<Place>): [Track, Distance] {
  const hop = track.points === 0 ? 0 : haversine(track, value);
  const metres = track.metres + hop;
  const points = track.points + 1;
  return [
    { latitude: value.latitude, longitude: value.longitude, metres, points },
    { track_id: key, distance: metres, unit: "m", points },
  ];
}
