/** How long one step should hold the file, ms: well below the second that no reader is to wait for it. */
const HOLD = 300;
/** How long the file is left alone between two steps, so that readers get in, ms. */
const BREATH = 100;
const FIRST = 50_000;
const LEAST = 5000;
const MOST = 200_000;
/** Keys and values of one step, bytes: they are in memory three times. */
const MOST_TEXT = 32 * 1024 * 1024;
/** Readers of a first run see it grow; ms. */
const MOST_TIME = 1000;

/**
 * Sizes the writer's steps: the larger, the faster (DuckDB likes its row groups of 122,880 rows whole), as long as
 * the file is free again soon.
 */
export class Pace {
  private outputs = FIRST;
  private releasedAt = -Infinity;

  /** Whether a step is worth writing: it began to be read at `since`. */
  isDue(step: { outputs: number; text: number }, since: number, now = Date.now()): boolean {
    return step.outputs >= this.outputs || step.text >= MOST_TEXT || now - since >= MOST_TIME;
  }

  /** How long the file is still to be left alone, ms. */
  breath(now = Date.now()): number {
    return Math.max(0, this.releasedAt + BREATH - now);
  }

  /** A step of so many outputs has held the file for so long. The next may be twice as large, not more. */
  held(outputs: number, heldMs: number, now = Date.now()): void {
    this.releasedAt = now;
    // A small step tells little: opening the file takes its time, too.
    if (outputs < this.outputs / 2) return;
    const fitting = (outputs * HOLD) / Math.max(heldMs, 1);
    this.outputs = Math.round(Math.min(MOST, Math.max(LEAST, Math.min(fitting, 2 * this.outputs))));
  }
}
