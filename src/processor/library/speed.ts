import type { Coordinates } from "../../distance/coordinates";
import { geodesic } from "../../distance/geodesic";
import { fromMetres, type Unit } from "../../distance/units";
import { PlayheadError } from "../../errors";
import { requireTime } from "../../tracks/no-time";
import { parsePlace } from "../../tracks/track-point";
import { defineProcessor, type InputRecord, type Processor, type StepResult } from "../processor";

/** Each unit of speed: a length, and in how many milliseconds it is passed. */
const SPEEDS = {
  "km/h": { length: "km", ms: 3_600_000 },
  "mi/h": { length: "mi", ms: 3_600_000 },
  "m/s": { length: "m", ms: 1000 },
} as const satisfies Record<string, { length: Unit; ms: number }>;

export type SpeedUnit = keyof typeof SPEEDS;

/** Absent altogether before a track's first point. */
export interface SpeedState {
  /** Where the car was last, in degrees. */
  latitude?: number;
  longitude?: number;
  /** Event time of the last point of which a speed was made, or of the first point. */
  since?: number;
  /** The way that was passed since then, by points of that same time. */
  metres?: number;
}

/** How fast a car came to a point of its track. */
export interface SpeedOutput {
  track_id: string;
  speed: number;
  unit: SpeedUnit;
  /** Event time, ISO 8601 in UTC. */
  time: string;
}

export interface SpeedOptions {
  /** `km/h`, `mi/h` (international miles) or `m/s`. */
  unit: SpeedUnit;
}

/**
 * The mean speed between consecutive points of a track: the way between them on the WGS-84 ellipsoid over the time
 * between them. One output per point, apart from these:
 *
 * - the first point of a track, which has none before it;
 * - a point of the same time as the one before (times may be rounded): its way is not lost, it counts towards the
 *   next point of a later time;
 * - a point that comes late, that is, with an earlier time than one before it: it is left out.
 *
 * A point without a time is a bad record. Segments are joined: over a break, it is the mean speed of the whole break.
 *
 * @throws PlayheadError BAD_OPTION on an unknown unit
 * @example
 * await workbook.process(speed({ unit: "km/h" }), { group: "speeds", output: "speeds" });
 */
export function speed({ unit }: SpeedOptions): Processor<SpeedState, Coordinates, SpeedOutput> {
  return defineProcessor<SpeedState, Coordinates, SpeedOutput, { unit: SpeedUnit }>({
    name: "speed",
    parameters: { unit: parseSpeedUnit(unit) },
    initialState: {},
    reads: { latitude: "number", longitude: "number" },
    writes: { track_id: "string", speed: "number", unit: "string", time: "string" },
    parse: parsePlace,
    step,
  });
}

function step(
  state: SpeedState,
  { key, value: { latitude, longitude }, timestamp }: InputRecord<Coordinates>,
  { unit }: { unit: SpeedUnit },
): StepResult<SpeedState, SpeedOutput> {
  requireTime(timestamp, "a speed");
  if (state.latitude === undefined || state.longitude === undefined || state.since === undefined) {
    return [{ latitude, longitude, since: timestamp, metres: 0 }];
  }
  const ms = timestamp - state.since;
  if (ms < 0) return [state];
  const from = { latitude: state.latitude, longitude: state.longitude };
  const metres = (state.metres ?? 0) + geodesic(from, { latitude, longitude });
  if (ms === 0) return [{ latitude, longitude, since: timestamp, metres }];
  const time = new Date(timestamp).toISOString();
  return [
    { latitude, longitude, since: timestamp, metres: 0 },
    { track_id: key, speed: speedIn(unit, metres, ms), unit, time },
  ];
}

function speedIn(unit: SpeedUnit, metres: number, ms: number): number {
  const { length, ms: whole } = SPEEDS[unit];
  return fromMetres(metres, length) / (ms / whole);
}

function parseSpeedUnit(name: string): SpeedUnit {
  if (Object.hasOwn(SPEEDS, name)) return name as SpeedUnit;
  throw new PlayheadError("BAD_OPTION", `There is no unit of speed called ${JSON.stringify(name)}`, {
    remedy: `use one of: ${Object.keys(SPEEDS).join(", ")}`,
  });
}
