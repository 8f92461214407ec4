/** One point of a track on the ground, in degrees (WGS-84). */
export interface MapPoint {
  /** A reader of CSV that guesses types, as danfojs does, gives numbers. */
  track_id: string | number;
  latitude: number;
  longitude: number;
}

/** A track in kilometres east and north of the map's centre. */
export interface PlaneTrack {
  track_id: string;
  points: readonly { east: number; north: number }[];
}

/** Kilometres, `west` to `east` and `south` to `north`. */
export interface Extent {
  west: number;
  east: number;
  south: number;
  north: number;
}

/** Kilometres in a degree of latitude, on the sphere of the mean earth radius of 6371.0088 km. */
const KM_PER_DEGREE = (6371.0088 * Math.PI) / 180;

/** A map never shows less ground than this, so that a track of one point has a scale. */
const SMALLEST_EXTENT_KM = 0.05;

/**
 * Tracks on a plane: the equirectangular projection, true to scale along the middle parallel (Snyder, "Map
 * Projections", USGS 1395, p. 90). Good for a picture of a region, not for measuring. Tracks come in the order of
 * their first points; longitudes are counted across the date line, so that a track that crosses it stays in one piece.
 */
export function projectTracks(points: readonly MapPoint[]): PlaneTrack[] {
  const [first] = points;
  if (first === undefined) return [];
  const near = (longitude: number): number =>
    longitude - 360 * Math.round((longitude - first.longitude) / 360);
  const unrolled = points.map((point) => ({ ...point, longitude: near(point.longitude) }));
  const [south, north] = bounds(unrolled.map((point) => point.latitude));
  const [west, east] = bounds(unrolled.map((point) => point.longitude));
  const middle = { latitude: (south + north) / 2, longitude: (west + east) / 2 };
  const shrink = Math.cos((middle.latitude * Math.PI) / 180);
  const tracks = new Map<string, { east: number; north: number }[]>();
  for (const { track_id, latitude, longitude } of unrolled) {
    const name = String(track_id);
    const track = tracks.get(name) ?? [];
    tracks.set(name, track);
    track.push({
      east: (longitude - middle.longitude) * shrink * KM_PER_DEGREE,
      north: (latitude - middle.latitude) * KM_PER_DEGREE,
    });
  }
  return [...tracks].map(([track_id, placed]) => ({ track_id, points: placed }));
}

/** The rectangle around tracks. */
export function extentOf(tracks: readonly PlaneTrack[]): Extent {
  const points = tracks.flatMap((track) => track.points);
  const [west, east] = bounds(points.map((point) => point.east));
  const [south, north] = bounds(points.map((point) => point.north));
  return { west, east, south, north };
}

/** Pixels in a kilometre, such that the extent fits. */
export function scaleFor(extent: Extent, width: number, height: number): number {
  return Math.min(
    width / Math.max(extent.east - extent.west, SMALLEST_EXTENT_KM),
    height / Math.max(extent.north - extent.south, SMALLEST_EXTENT_KM),
  );
}

/** Smallest and largest; written as a loop since spreading a million arguments overflows the stack. */
function bounds(values: readonly number[]): [smallest: number, largest: number] {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  return [smallest, largest];
}
