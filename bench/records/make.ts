import type { TrackPoint } from "../../src/tracks/track-point";

/** One point of the sample, with its time in ms since 1970 UTC. */
export interface SamplePoint {
  point: TrackPoint;
  eventTime: number;
}

export interface MadeRecord {
  key: string;
  value: string;
  /** Event time, ms since 1970 UTC. */
  timestamp: number;
}

export interface MakeOptions {
  /** How many records to make. */
  records: number;
  /** How many cars drive at the same time: neighbours in the topic are of different tracks. Default 100. */
  atOnce?: number;
  /** How many tracks there are; then their ids come again. Default: each drive has an id of its own. */
  tracks?: number;
}

const AT_ONCE = 100;
/** All ids have six digits up to 900,000 tracks, as all values are to be of about the same length. */
const FIRST_TRACK = 100_000;

/**
 * Makes the bench's records: the sample's tracks, driven again and again, each time with a fresh track id. As many
 * cars as `atOnce` are on their way and send a point in turn; whoever arrives is replaced by the next track of the
 * sample. Values are JSON exactly as `playhead ingest` makes it.
 *
 * @example
 * [...makeRecords(sample, { records: 500_000 })].length; // 500000, with some 7,000 keys
 */
export function* makeRecords(
  sample: readonly SamplePoint[],
  { records, atOnce = AT_ONCE, tracks = Infinity }: MakeOptions,
): Generator<MadeRecord> {
  const drives = byTrack(sample);
  let started = 0;
  const begin = (): Drive => {
    const points = drives[started % drives.length] as SamplePoint[];
    return { id: String(FIRST_TRACK + (started++ % tracks)), points, at: 0 };
  };
  const lanes = Array.from({ length: Math.min(atOnce, records) }, begin);
  for (let made = 0; made < records; made++) {
    const lane = made % lanes.length;
    let drive = lanes[lane] as Drive;
    if (drive.at === drive.points.length) lanes[lane] = drive = begin();
    yield toRecord(drive.id, drive.points[drive.at++] as SamplePoint);
  }
}

interface Drive {
  id: string;
  points: readonly SamplePoint[];
  /** Which point comes next. */
  at: number;
}

function byTrack(sample: readonly SamplePoint[]): SamplePoint[][] {
  const tracks = new Map<string, SamplePoint[]>();
  for (const each of sample) {
    const track = tracks.get(each.point.track_id) ?? [];
    track.push(each);
    tracks.set(each.point.track_id, track);
  }
  return [...tracks.values()];
}

function toRecord(id: string, { point, eventTime }: SamplePoint): MadeRecord {
  return { key: id, value: JSON.stringify({ ...point, track_id: id }), timestamp: eventTime };
}
