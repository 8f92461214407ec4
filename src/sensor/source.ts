import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { SimulatedTree } from "./simulated";

/** A folder of 1-wire devices, and when it is to be read. */
export interface SensorSource {
  readonly folder: string;
  /** The time that a reading gets, ms since 1970 UTC. */
  readonly now: () => number;
  /** Waits for the next round; false where there is none, or the signal has said stop. */
  next(signal: AbortSignal): Promise<boolean>;
  /** Whether the next reading comes when it comes: one that can't wait until the last one is sent. */
  readonly isLive: boolean;
  /** How many rounds there will be, where that is known. */
  readonly rounds: number | undefined;
  close(): Promise<void>;
}

/** Real devices, a round each so many milliseconds; a round that takes longer is followed by the next one at once. */
export function realSource(folder: string, everyMs: number): SensorSource {
  const pace = new Pace(everyMs);
  return {
    folder,
    now: Date.now,
    next: (signal) => pace.next(signal),
    isLive: true,
    rounds: undefined,
    close: () => Promise.resolve(),
  };
}

/** Sensors that are simulated, see {@link SimulatedTree}. */
export interface Simulation {
  /** How many; default 2, one indoors and one outdoors. */
  sensors?: number;
  /** The same seed makes the same readings; default 1. */
  seed?: number;
  /** Event time of the first round, ISO 8601 with its zone; default now. */
  from?: string;
  /** How many hours of event time; default without end. */
  hours?: number;
  /** How many times faster than the event time, or `"max"`: as fast as it goes. Default 1. */
  speed?: number | "max";
}

/**
 * A simulated folder, written into the system's folder for what is temporary. Its clock is its own: each round is
 * `everyMs` of event time after the one before, however fast the rounds follow each other.
 */
export async function simulatedSource(
  { sensors = 2, seed = 1, from, hours, speed = 1 }: Simulation,
  everyMs: number,
): Promise<SensorSource> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-sensors-"));
  const tree = new SimulatedTree(folder, { seed, sensors });
  const start = from === undefined ? Date.now() : Date.parse(from);
  const rounds = hours === undefined ? undefined : Math.ceil((hours * 3_600_000) / everyMs);
  const pace = speed === "max" ? undefined : new Pace(everyMs / speed);
  let round = -1;
  const now = (): number => start + round * everyMs;
  return {
    folder,
    now,
    async next(signal) {
      if (rounds !== undefined && round + 1 >= rounds) return false;
      if (signal.aborted || (await pace?.next(signal)) === false) return false;
      round++;
      await tree.step(now());
      return true;
    },
    isLive: pace !== undefined,
    rounds,
    close: () => fs.rm(folder, { recursive: true, force: true }),
  };
}

/** Moments that are equally far apart. One that has been missed is at once, and the next ones count from there. */
class Pace {
  private due = Date.now();

  constructor(private readonly everyMs: number) {}

  /** Waits for the next moment; false where the signal says stop. */
  async next(signal: AbortSignal): Promise<boolean> {
    const wait = this.due - Date.now();
    this.due = Math.max(this.due, Date.now()) + this.everyMs;
    if (wait <= 0) return !signal.aborted;
    // It rejects for no other reason than the signal.
    await delay(wait, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  }
}
