import type { Coordinates } from "../../distance/coordinates";
import { geodesic } from "../../distance/geodesic";
import { requireTime } from "../../tracks/no-time";
import { parsePlace } from "../../tracks/track-point";
import { defineProcessor, type InputRecord, type Processor, type StepResult } from "../processor";
import { positiveNumber } from "./options";

/** Where a car stays: a place, and the times of the first and the last point near it. */
interface Stay {
  latitude: number;
  longitude: number;
  /** Event times, ms since 1970 UTC. */
  from: number;
  until: number;
  /** Whether it has lasted long enough to be a stop. */
  isStop: boolean;
}

export interface StopState {
  /** Absent before a track's first point. */
  stay?: Stay;
}

/** A car has come to a stop, or has left it. */
export interface StopOutput {
  track_id: string;
  stop: "begun" | "ended";
  /** The point at which the car came to stay, in degrees. */
  latitude: number;
  longitude: number;
  /** When it came there, and its last time there as far as is known: event times, ISO 8601 in UTC. */
  from: string;
  until: string;
  /** How long that is, in milliseconds. */
  ms: number;
}

export interface StopDetectionOptions {
  /** How far from where it came to stay a car may be seen, in metres: more than the GPS is inexact. */
  radiusMetres: number;
  /** How long it must stay for a stop, in milliseconds of event time. */
  minimumMs: number;
}

type StopParameters = { radiusMetres: number; minimumMs: number };

/**
 * Tells where cars stop. A stay begins with a point and goes on with each next one that lies at most `radiusMetres` from
 * it; the first one that lies farther begins the next stay. A stay of at least `minimumMs` between its first and its
 * last point is a stop. Two outputs per stop: `begun` with the point that makes it long enough, `ended` with the first
 * point away from it. A stop at the end of the log has only begun. A point that comes late, that is, with an earlier
 * time than one before it, is left out. One without a time is a bad record.
 *
 * After Li et al., "Mining user similarity based on location history" (ACM GIS 2008), section 3.1, with one point in
 * memory instead of a list of them: the next stay is sought from where the last one was left.
 *
 * @throws PlayheadError BAD_OPTION unless both are above 0
 * @example
 * stopDetection({ radiusMetres: 50, minimumMs: 5 * 60_000 })
 */
export function stopDetection(options: StopDetectionOptions): Processor<StopState, Coordinates, StopOutput> {
  return defineProcessor<StopState, Coordinates, StopOutput, StopParameters>({
    name: "stop-detection",
    parameters: {
      radiusMetres: positiveNumber("radiusMetres", options.radiusMetres),
      minimumMs: positiveNumber("minimumMs", options.minimumMs),
    },
    initialState: {},
    reads: { latitude: "number", longitude: "number" },
    writes: {
      track_id: "string",
      stop: "string",
      latitude: "number",
      longitude: "number",
      from: "string",
      until: "string",
      ms: "number",
    },
    parse: parsePlace,
    step,
  });
}

function step(
  { stay }: StopState,
  { key, value: { latitude, longitude }, timestamp }: InputRecord<Coordinates>,
  { radiusMetres, minimumMs }: StopParameters,
): StepResult<StopState, StopOutput> {
  requireTime(timestamp, "a stop");
  const arrival = { latitude, longitude, from: timestamp, until: timestamp, isStop: false };
  if (stay === undefined) return [{ stay: arrival }];
  if (timestamp < stay.until) return [{ stay }];
  if (geodesic(stay, { latitude, longitude }) > radiusMetres) {
    return [{ stay: arrival }, stay.isStop ? stopOutput(key, "ended", stay) : undefined];
  }
  const longer = { ...stay, until: timestamp, isStop: timestamp - stay.from >= minimumMs };
  const begins = longer.isStop && !stay.isStop;
  return [{ stay: longer }, begins ? stopOutput(key, "begun", longer) : undefined];
}

function stopOutput(track_id: string, stop: StopOutput["stop"], stay: Stay): StopOutput {
  const { latitude, longitude, from, until } = stay;
  const time = (ms: number): string => new Date(ms).toISOString();
  return { track_id, stop, latitude, longitude, from: time(from), until: time(until), ms: until - from };
}
