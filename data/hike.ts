import { seededRandom, type Random } from "../src/tracks/random";

const SEED = 20240505;
/** In the hills behind Barcelona; metres per degree are those of WGS-84 at that latitude. */
const START = { latitude: 41.4253, longitude: 2.1189, elevation: 415 };
const METRES_PER_DEGREE = { latitude: 111_062.08, longitude: 83_591.43 };

/** Metres: the receiver's jitter on the ground and, larger, in height. */
const JITTER = 1.5;
const HEIGHT_JITTER = 1.8;

/** Between the segments of the first track the receiver was off: a ride down the valley. */
const RIDE = { east: 1150, north: -820, down: 140, seconds: 1500 };

/** A walker, in metres east and north of the start, going in a direction of length 1. */
interface Walker {
  east: number;
  north: number;
  elevation: number;
  /** Metres of height per metre of way. */
  slope: number;
  direction: { east: number; north: number };
  /** Epoch milliseconds. */
  time: number;
}

/**
 * The text of `data/hike.gpx`: two made-up walks, the first in two segments, with waypoints, a route, extensions, and
 * some points without a time. Only additions, multiplications, divisions and square roots: the same on every machine.
 */
export function hikeGpx(): string {
  const random = seededRandom(SEED);
  const walker: Walker = {
    ...{ east: 0, north: 0, elevation: START.elevation, slope: 0.08, direction: { east: 0.6, north: 0.8 } },
    time: Date.UTC(2024, 4, 5, 8, 2, 10),
  };
  const first = segment(random, walker, 62);
  ride(walker);
  const afterRide = segment(random, walker, 48);
  Object.assign(walker, { east: 300, north: 650, elevation: 450, slope: 0.05 });
  walker.time = Date.UTC(2024, 4, 12, 16, 30, 0);
  const second = segment(random, walker, 41, [17, 18, 19]);
  return `<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="playhead data/generate.ts" xmlns="http://www.topografix.com/GPX/1/1" xmlns:x="urn:playhead:example">
  <wpt lat="41.4301" lon="2.1236"><name>Spring</name></wpt>
  <wpt lat="41.4209" lon="2.1342"><name>Hut</name></wpt>
  <rte><name>As it was planned</name><rtept lat="41.4253" lon="2.1189"/><rtept lat="41.4209" lon="2.1342"/></rte>
  <trk>
    <name>Sunday, with a ride in the middle</name>
${first}${afterRide}  </trk>
  <trk>
    <name>An evening walk</name>
${second}  </trk>
</gpx>
`;
}

/** Takes the walker to where the second segment begins, the receiver being off. */
function ride(walker: Walker): void {
  walker.east += RIDE.east;
  walker.north += RIDE.north;
  walker.elevation -= RIDE.down;
  walker.time += RIDE.seconds * 1000;
}

/** So many points of a walk; those of the given numbers, from 0, have no time. */
function segment(random: Random, walker: Walker, points: number, untimed: readonly number[] = []): string {
  const lines = Array.from({ length: points }, (_, index) => {
    const line = trackPoint(random, walker, !untimed.includes(index));
    walk(random, walker);
    return line;
  });
  return `    <trkseg>\n${lines.join("")}    </trkseg>\n`;
}

function trackPoint(random: Random, { east, north, elevation, time }: Walker, timed: boolean): string {
  const latitude = START.latitude + (north + JITTER * random.normal()) / METRES_PER_DEGREE.latitude;
  const longitude = START.longitude + (east + JITTER * random.normal()) / METRES_PER_DEGREE.longitude;
  const height = (elevation + HEIGHT_JITTER * random.normal()).toFixed(1);
  const heart = random.integer(95, 130);
  const at = timed ? `<time>${new Date(time).toISOString().replace(".000", "")}</time>` : "";
  return (
    `      <trkpt lat="${latitude.toFixed(7)}" lon="${longitude.toFixed(7)}"><ele>${height}</ele>${at}` +
    `<extensions><x:hr>${heart}</x:hr></extensions></trkpt>\n`
  );
}

/** On to where the next point is taken, 15 to 25 seconds later. */
function walk(random: Random, walker: Walker): void {
  const seconds = random.integer(15, 25);
  const metres = seconds * random.between(1, 1.5);
  const { direction } = walker;
  const turn = 0.35 * random.normal();
  const east = direction.east - turn * direction.north;
  const north = direction.north + turn * direction.east;
  const length = Math.sqrt(east * east + north * north);
  walker.direction = { east: east / length, north: north / length };
  walker.east += metres * walker.direction.east;
  walker.north += metres * walker.direction.north;
  // The steeper it is, the sooner it levels out.
  walker.slope += 0.03 * random.normal() - 0.15 * walker.slope;
  walker.elevation += metres * walker.slope;
  walker.time += seconds * 1000;
}
