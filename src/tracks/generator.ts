import { drive } from "./drive";
import { seededRandom, type Random } from "./random";
import { TRACK_COLUMNS, type TrackPoint } from "./track-point";

/**
 * The city: Barcelona's Eixample, whose streets are a square grid turned by 45 degrees (the axis "along" points to the
 * north-east, "across" to the north-west). Metres per degree are those of WGS-84 at its latitude.
 */
const CITY = { latitude: 41.3917, longitude: 2.1649 };
const METRES_PER_DEGREE = { latitude: 111_061.49, longitude: 83_635.12 };

/** Seconds between two fixes of the receiver. */
const FIX_INTERVAL = { shortest: 4, longest: 8 };

/** Standard deviation, in metres, of the receiver's error, most of which drifts slowly, as real ones' does. */
const DRIFT = 2.5;
const JITTER = 0.3;
/** How much of its drift the receiver keeps from one second to the next, and what is added to keep the deviation. */
const DRIFT_KEPT = 0.98;
const DRIFT_ADDED = Math.sqrt(1 - DRIFT_KEPT * DRIFT_KEPT) * DRIFT;

/** All drives begin in 2023 or 2024: in the past, since a broker refuses timestamps from the future. */
const FIRST_START = Date.UTC(2023, 2, 6, 7, 12);
const STARTS_WITHIN = 600 * 24 * 60 * 60_000;

const SECOND = 1000;

/** The sample's tracks by their number of points: one of three points and one of a single point among them. */
const SAMPLE_LENGTHS = [92, 118, 41, 133, 74, 3, 101, 26, 152, 1] as const;
const SAMPLE_SEED = 20230306;
/** Above those of the real data set's first ten tracks, so that both fit into one topic. */
const FIRST_TRACK_ID = 101;
const FIRST_POINT_ID = 2001;

/**
 * Points of made-up car drives through a city, track after track, each in order of time: with stops, turns, GPS noise,
 * ids that rise with gaps and times cut to the minute. The same seed gives the same points on every machine.
 *
 * @param options.tracks how many drives. @param options.pointsPerTrack points of each, one every 4 to 8 seconds.
 * @example
 * for (const point of generateTracks({ seed: 1, tracks: 20_000, pointsPerTrack: 1000 })) …
 */
export function generateTracks(options: {
  seed: number;
  tracks: number;
  pointsPerTrack: number;
}): Generator<TrackPoint> {
  return tracksOf(seededRandom(options.seed), repeat(options.pointsPerTrack, options.tracks));
}

/** The points of `data/journeys.csv`: ten drives, 741 points. */
export function sampleTracks(): Generator<TrackPoint> {
  return tracksOf(seededRandom(SAMPLE_SEED), SAMPLE_LENGTHS);
}

/**
 * The lines of a CSV file of generated points, header first, each with its newline.
 *
 * @example
 * await writeFile("data/journeys.csv", csvLines(sampleTracks()));
 */
export function* csvLines(points: Iterable<TrackPoint>): Generator<string> {
  yield `${TRACK_COLUMNS.join(",")}\n`;
  for (const { id, latitude, longitude, track_id, time } of points) {
    yield `${id},${latitude},${longitude},${track_id},${time}\n`;
  }
}

function* tracksOf(random: Random, lengths: Iterable<number>): Generator<TrackPoint> {
  let id = FIRST_POINT_ID;
  let track = FIRST_TRACK_ID;
  let start = 0;
  for (const points of lengths) {
    const startsAt = FIRST_START + (start % STARTS_WITHIN);
    for (const fix of fixes(random, startsAt, points)) {
      const { latitude, longitude, at } = fix;
      yield { id: String(id), latitude, longitude, time: toMinute(at), track_id: String(track) };
      id += random.chance(0.06) ? random.integer(2, 6) : 1;
    }
    id += random.integer(0, 30);
    track++;
    start += random.integer(3 * 60, 30 * 60) * 60 * SECOND;
  }
}

/** A place and when the car was there, epoch milliseconds. */
export interface Fix extends Pick<TrackPoint, "latitude" | "longitude"> {
  at: number;
}

/** What the receiver in a car that starts at `startsAt` (epoch milliseconds) writes down, `count` times. */
export function* fixes(random: Random, startsAt: number, count: number): Generator<Fix> {
  const drift = { along: DRIFT * random.normal(), across: DRIFT * random.normal() };
  let untilFix = 0;
  let time = startsAt + random.integer(0, 59) * SECOND;
  let left = count;
  for (const { along, across } of drive(random)) {
    if (left === 0) return;
    if (untilFix === 0) {
      yield {
        ...toDegrees(
          along + drift.along + JITTER * random.normal(),
          across + drift.across + JITTER * random.normal(),
        ),
        at: time,
      };
      left--;
      untilFix = random.integer(FIX_INTERVAL.shortest, FIX_INTERVAL.longest);
    }
    untilFix--;
    time += SECOND;
    drift.along = DRIFT_KEPT * drift.along + DRIFT_ADDED * random.normal();
    drift.across = DRIFT_KEPT * drift.across + DRIFT_ADDED * random.normal();
  }
}

/** Metres along the grid's two axes as degrees with eight decimals, a millimetre, as the real data set has them. */
function toDegrees(along: number, across: number): { latitude: number; longitude: number } {
  const north = (along + across) * Math.SQRT1_2;
  const east = (along - across) * Math.SQRT1_2;
  return {
    latitude: Number((CITY.latitude + north / METRES_PER_DEGREE.latitude).toFixed(8)),
    longitude: Number((CITY.longitude + east / METRES_PER_DEGREE.longitude).toFixed(8)),
  };
}

/** "9/13/2014 7:24", in UTC. */
function toMinute(time: number): string {
  const date = new Date(time);
  const minutes = String(date.getUTCMinutes()).padStart(2, "0");
  const day = `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`;
  return `${day} ${date.getUTCHours()}:${minutes}`;
}

function* repeat(value: number, times: number): Generator<number> {
  for (let i = 0; i < times; i++) yield value;
}
