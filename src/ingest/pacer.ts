import { setTimeout as delay } from "node:timers/promises";
import { PlayheadError } from "../errors";

/** How many times faster than it happened; `max`: as fast as it goes. */
export type Speed = number | "max";

/** The clock on the wall, or a test's. */
export interface Clock {
  /** Milliseconds since any moment. */
  now(): number;
  /** Waits so many milliseconds, or until the signal says stop. */
  wait(ms: number, signal: AbortSignal | undefined): Promise<void>;
}

const WALL: Clock = {
  now: () => performance.now(),
  wait: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
};

/** A wait is told of at least so often, ms. */
const TOLD_EVERY = 500;

/** Something with a place on a time line, in milliseconds of event time. */
export interface Placed {
  place: number;
}

/** Lets through what has a place on a time line when its time has come, so many times faster than it happened. */
export class Pacer {
  private readonly speed: number;
  /** When the place 0 was due, by the clock. */
  private zero: number | undefined;

  /** @throws PlayheadError BAD_OPTION for a speed that is none */
  constructor(
    speed: Speed,
    private readonly signal: AbortSignal | undefined,
    private readonly clock: Clock = WALL,
  ) {
    requireSpeed(speed);
    this.speed = speed === "max" ? Infinity : speed;
  }

  /** Whether anything is ever waited for. */
  get isPaced(): boolean {
    return this.speed !== Infinity;
  }

  /**
   * The rows in their order, as they come due, several at a time where they do. The very first one is due at once; whoever
   * falls behind catches up. Ends early where the signal says stop.
   *
   * @param onWaiting told of the row that is waited for, and how much event time is to pass until then, ms
   */
  async *whenDue<Row extends Placed>(
    rows: readonly Row[],
    onWaiting?: (next: Row, eventMs: number) => void,
  ): AsyncGenerator<Row[]> {
    let from = 0;
    while (from < rows.length && this.signal?.aborted !== true) {
      const now = this.clock.now();
      let to = from;
      for (let row = rows[to]; row !== undefined && this.dueAt(row, now) <= now; row = rows[to]) to++;
      if (to > from) yield rows.slice(from, to);
      else await this.waitFor(rows[from] as Row, now, onWaiting);
      from = to;
    }
  }

  /** How long so much of event time takes. Both in ms. */
  takes(eventMs: number): number {
    return eventMs / this.speed;
  }

  private async waitFor<Row extends Placed>(
    row: Row,
    now: number,
    onWaiting: ((next: Row, eventMs: number) => void) | undefined,
  ): Promise<void> {
    const ms = this.dueAt(row, now) - now;
    onWaiting?.(row, ms * this.speed);
    await this.clock.wait(Math.min(ms, TOLD_EVERY), this.signal);
  }

  private dueAt({ place }: Placed, now: number): number {
    this.zero ??= now - place / this.speed;
    return this.zero + place / this.speed;
  }
}

function requireSpeed(speed: Speed): void {
  if (speed === "max" || (Number.isFinite(speed) && speed > 0)) return;
  throw new PlayheadError("BAD_OPTION", `Nothing can be ingested at the speed ${String(speed)}`, {
    remedy: 'give how many times faster than it happened, a number above 0 such as 60, or "max"',
  });
}
