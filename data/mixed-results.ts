import { distanceFunction, type Algorithm } from "../src/distance/algorithms";
import { fromMetres, type Unit } from "../src/distance/units";
import type { TrackPoint } from "../src/tracks/track-point";

/** Points of one track, in order. */
type Track = readonly TrackPoint[];

const PACKET = 5;

/** What a pipeline does to a track's points before it adds them up. */
const once = (track: Track): Track => track;
const onceUnflushed = (track: Track): Track => track.slice(0, Math.floor(track.length / PACKET) * PACKET);
const twice = (track: Track): Track => [...track, ...track];
const twiceUnflushed = (track: Track): Track => [...track, ...onceUnflushed(track)];

interface Row {
  track: string;
  read: (track: Track) => Track;
  unit: Unit;
  algorithm?: Algorithm;
  /** How the table names the unit, where that is another. */
  written?: string;
  /** Digits after the decimal point. */
  digits?: number;
  /** What the distance was multiplied by, for no reason that anybody remembers. */
  times?: number;
}

/** One row for each thing that can have become of a table; track 106 is left out, and 999 was never driven. */
const ROWS: readonly Row[] = [
  { track: "101", read: once, unit: "mi" },
  { track: "102", read: once, unit: "km", digits: 2 },
  { track: "103", read: twice, unit: "km" },
  { track: "104", read: twiceUnflushed, unit: "km" },
  { track: "105", read: onceUnflushed, unit: "mi" },
  { track: "107", read: once, unit: "km", digits: 2 },
  { track: "108", read: once, unit: "km", times: 1.07 },
  { track: "109", read: once, unit: "km", written: "mi" },
  { track: "109", read: once, unit: "km", algorithm: "haversine" },
  { track: "110", read: once, unit: "mi" },
];

/**
 * A table of distances as a pipeline leaves it that was changed, restarted and run again without a rewind: the lines of
 * `data/mixed-results.csv`, made of the points of `data/journeys.csv`.
 */
export function* mixedResults(points: Iterable<TrackPoint>): Generator<string> {
  const tracks = new Map<string, TrackPoint[]>();
  for (const point of points) {
    const track = tracks.get(point.track_id) ?? [];
    tracks.set(point.track_id, track);
    track.push(point);
  }
  yield "track_id,distance,unit\n";
  for (const row of ROWS) {
    const { track, read, unit, algorithm = "geodesic", written = unit, digits = 9, times = 1 } = row;
    const metres = length(read(tracks.get(track) ?? []), algorithm) * times;
    yield `${track},${fromMetres(metres, unit).toFixed(digits)},${written}\n`;
  }
  yield "999,4.2,km\n";
}

function length(points: Track, algorithm: Algorithm): number {
  const measure = distanceFunction(algorithm);
  let metres = 0;
  let last: TrackPoint | undefined;
  for (const point of points) {
    if (last !== undefined) metres += measure(last, point);
    last = point;
  }
  return metres;
}
