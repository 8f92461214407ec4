import { PlayheadError } from "../errors";

/** The columns that every track file has, in the order of the sample's header. */
export const TRACK_COLUMNS = ["id", "latitude", "longitude", "track_id", "time"] as const;

export type TrackColumn = (typeof TRACK_COLUMNS)[number];

/**
 * One GPS fix of a journey, as it stands in a row of the file and in the JSON value of a Kafka record: ids and time
 * as they are written ("007" stays "007"), coordinates in degrees on WGS-84, any further column as its text.
 */
export interface TrackPoint {
  id: string;
  /** Degrees, −90…90, north is positive. */
  latitude: number;
  /** Degrees, −180…180, east is positive. */
  longitude: number;
  /** The journey that the point belongs to; the record's key. */
  track_id: string;
  /**
   * As it is written in the file; the record's timestamp holds it as a number. Null where the point has none, as a GPX
   * file's may: its record has no timestamp, which Kafka writes as -1.
   */
  time: string | null;
  /**
   * A column that the file has besides. Of a GPX file: `segment`, the number, from 1, of the part of the track that was
   * recorded without a break (nobody knows the way between two of them), and `elevation`, in metres, where it has it.
   */
  [column: string]: string | number | null;
}

const LIMITS = { latitude: 90, longitude: 180 } as const;

/** What is wrong with a coordinate, in words; undefined if nothing is. */
export function coordinateProblem(column: keyof typeof LIMITS, degrees: number): string | undefined {
  const limit = LIMITS[column];
  if (degrees >= -limit && degrees <= limit) return undefined;
  return `${column} ${degrees} is not within -${limit}…${limit} degrees`;
}

/**
 * Reads a record's value back: its bytes or text, or what JSON.parse made of them.
 *
 * @throws PlayheadError BAD_RECORD naming the field and the reason. Partition and offset are the caller's to add.
 * @example
 * parseTrackPoint('{"id":"1","latitude":50.06,"longitude":19.94,"track_id":"101","time":"9/13/2023 7:24"}').track_id; // "101"
 */
export function parseTrackPoint(value: unknown): TrackPoint {
  const parsed = typeof value === "string" || value instanceof Uint8Array ? parseJson(value) : value;
  if (!isObject(parsed)) throw badRecord(`the value is not a JSON object but ${kindOf(parsed)}`);
  requireText("id", parsed.id);
  requireCoordinate("latitude", parsed.latitude);
  requireCoordinate("longitude", parsed.longitude);
  requireText("track_id", parsed.track_id);
  if (parsed.time !== null) requireText("time", parsed.time);
  for (const column in parsed) {
    const field = parsed[column];
    if (typeof field === "string" || typeof field === "number" || column === "time") continue;
    throw badRecord(`${JSON.stringify(column)} is neither text nor a number but ${kindOf(field)}`);
  }
  return parsed as TrackPoint;
}

/**
 * Sees to it that a record's parsed JSON has a place, and returns it as it is: whatever else it holds is left alone.
 *
 * @throws PlayheadError BAD_RECORD naming the field and the reason. Partition and offset are the caller's to add.
 * @example
 * parsePlace({ latitude: 50.06, longitude: 19.94, note: null }).latitude; // 50.06
 */
export function parsePlace<Place extends Pick<TrackPoint, "latitude" | "longitude">>(json: unknown): Place {
  if (!isObject(json)) throw badRecord(`the value is not a JSON object but ${kindOf(json)}`);
  requireCoordinate("latitude", json.latitude);
  requireCoordinate("longitude", json.longitude);
  return json as unknown as Place;
}

function parseJson(value: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof value === "string" ? value : Buffer.from(value).toString("utf8"));
  } catch (cause) {
    throw badRecord("the value is not JSON", cause);
  }
}

function requireText(column: TrackColumn, field: unknown): void {
  if (typeof field === "string" && field !== "") return;
  throw badRecord(`"${column}" must be text that is not empty; it is ${kindOf(field)}`);
}

function requireCoordinate(column: keyof typeof LIMITS, field: unknown): void {
  if (typeof field !== "number") throw badRecord(`"${column}" must be a number; it is ${kindOf(field)}`);
  const problem = coordinateProblem(column, field);
  if (problem !== undefined) throw badRecord(problem);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (value === "") return "empty text";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function badRecord(reason: string, cause?: unknown): PlayheadError {
  return new PlayheadError("BAD_RECORD", `The record is not a track point: ${reason}`, {
    remedy:
      "read a topic of track points (playhead ingest makes one), or give the processor a parser for this one",
    ...(cause === undefined ? {} : { cause }),
  });
}
