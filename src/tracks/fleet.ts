import { fixes, type Fix } from "./generator";
import { seededRandom, type Random } from "./random";
import type { TrackPoint } from "./track-point";

const MINUTE = 60_000;

/** Points of one trip, and minutes that the car then waits for the next one. */
const TRIP = { shortest: 90, longest: 220 };
const PAUSE = { shortest: 2, longest: 10 };

export interface FleetOptions {
  seed: number;
  cars: number;
  /** Epoch ms of the first trips, and of the moment from which on none begins. */
  from: number;
  to: number;
}

interface Trip {
  fixes: Fix[];
}

/**
 * What a fleet of made-up cars reports, all cars side by side, in the order of time, to the second: each makes one trip
 * of some 9 to 22 minutes after the other, and each trip is a track of its own. The same seed gives the same points on
 * every machine.
 *
 * @example
 * fleetPoints({ seed: 1, cars: 4, from: Date.UTC(2024, 4, 6, 6), to: Date.UTC(2024, 4, 6, 9) })
 */
export function fleetPoints({ seed, cars, from, to }: FleetOptions): TrackPoint[] {
  const trips: Trip[] = [];
  for (let car = 0; car < cars; car++) trips.push(...tripsOf(seededRandom(seed + car), from, to));
  trips.sort((a, b) => startOf(a) - startOf(b));
  return trips
    .flatMap((trip, index) => trip.fixes.map((fix) => ({ ...fix, track_id: String(index + 1) })))
    .sort((a, b) => a.at - b.at)
    .map(({ latitude, longitude, at, track_id }, index) => ({
      id: String(index + 1),
      ...{ latitude, longitude, track_id },
      time: `${new Date(at).toISOString().slice(0, 19)}Z`,
    }));
}

function startOf({ fixes: [first] }: Trip): number {
  return first?.at ?? 0;
}

function* tripsOf(random: Random, from: number, to: number): Generator<Trip> {
  let start = from + random.integer(0, PAUSE.longest) * MINUTE;
  while (start < to) {
    const trip = [...fixes(random, start, random.integer(TRIP.shortest, TRIP.longest))];
    yield { fixes: trip };
    start = (trip.at(-1)?.at ?? start) + random.integer(PAUSE.shortest, PAUSE.longest) * MINUTE;
  }
}
