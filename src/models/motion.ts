import type { Coordinates } from "../distance/coordinates";
import { fromPlane, toPlane, type PlaneOffset } from "../distance/local-plane";
import type { Fix } from "./model";

/** How a car has moved lately. */
export interface Motion {
  /** Absent before a track's first point. */
  last?: Fix;
  /** Mean velocities between its last points, metres east and north per tick, the newest first. */
  velocities: readonly PlaneOffset[];
}

/** Before a track's first point. */
export const UNMOVED: Motion = { velocities: [] };

/** The velocity that brings a car from its last point to this one; undefined where no time has passed between them. */
export function velocityTo({ last }: Motion, fix: Fix): PlaneOffset | undefined {
  if (last === undefined || fix.time <= last.time) return undefined;
  const { east, north } = toPlane(last, fix);
  const ticks = fix.time - last.time;
  return { east: east / ticks, north: north / ticks };
}

/**
 * The motion with one more point, and the velocities of the last `keep`. A point of the same time as the one before, or of
 * an earlier one, says where the car is and nothing of its velocity.
 */
export function moved(motion: Motion, { latitude, longitude, time }: Fix, keep: number): Motion {
  const fix = { latitude, longitude, time: Math.max(time, motion.last?.time ?? time) };
  const velocity = velocityTo(motion, fix);
  const { velocities } = motion;
  return {
    last: fix,
    velocities: velocity === undefined ? velocities : [velocity, ...velocities].slice(0, keep),
  };
}

/** Where a car is at a time if it goes on from its last point with that velocity. */
export function ahead({ last }: Motion, velocity: PlaneOffset, atTime: number): Coordinates | undefined {
  if (last === undefined) return undefined;
  const ticks = Math.max(atTime - last.time, 0);
  return fromPlane(last, { east: velocity.east * ticks, north: velocity.north * ticks });
}

/** The last `count` velocities, the newest first: before the first of them the car stood still. */
export function lastVelocities({ velocities }: Motion, count: number): PlaneOffset[] {
  return Array.from({ length: count }, (_, index) => velocities[index] ?? { east: 0, north: 0 });
}
