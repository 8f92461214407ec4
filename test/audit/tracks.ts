import fc from "fast-check";
import { TrackLengths } from "../../src/audit/lengths";
import type { Coordinates } from "../../src/distance/coordinates";
import { sampleTracks } from "../../src/tracks/generator";

/** A drive through a city: places some metres to a kilometre apart. */
export const drive = (shortest: number): fc.Arbitrary<Coordinates[]> =>
  fc.array(
    fc.record({
      latitude: fc.double({ min: 41.39, max: 41.4, noNaN: true }),
      longitude: fc.double({ min: 2.16, max: 2.17, noNaN: true }),
    }),
    { minLength: shortest, maxLength: 40 },
  );

export function lengthsOf(points: readonly Coordinates[]): TrackLengths {
  const lengths = new TrackLengths();
  for (const [index, point] of points.entries()) lengths.add(point, String(index));
  return lengths;
}

/** The tracks of the sample file, in the order of their ids. */
export function sampleLengths(): Map<string, TrackLengths> {
  const tracks = new Map<string, TrackLengths>();
  for (const point of sampleTracks()) {
    const lengths = tracks.get(point.track_id) ?? new TrackLengths();
    tracks.set(point.track_id, lengths);
    lengths.add(point, point.id);
  }
  return tracks;
}
