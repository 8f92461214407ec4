/**
 * Outputs of one step: a good second of reading, and some 250 ms of holding the file where each has a key of its own.
 * Smaller steps hold it longer in sum and even singly: each ends with DuckDB rewriting its last row group (122,880
 * rows), and many small row groups are merged from time to time, all at once.
 */
const MOST_OUTPUTS = 200_000;
/** Keys and values of one step, bytes: they are in memory three times, and what is longer takes longer. */
const MOST_TEXT = 32 * 1024 * 1024;
/** Where reading is slow, readers of a first run see it grow all the same; ms. */
const MOST_TIME = 3000;
/** How long the file is left alone between two steps, so that readers get in, ms. */
const BREATH = 100;

/** Says when the writer takes its steps. */
export class Pace {
  private releasedAt = -Infinity;

  /** Whether a step is large enough to be written, or has been read for long enough: since `since`. */
  isDue(step: { outputs: number; text: number }, since: number, now = Date.now()): boolean {
    return step.outputs >= MOST_OUTPUTS || step.text >= MOST_TEXT || now - since >= MOST_TIME;
  }

  /** How long the file is still to be left alone, ms. */
  breath(now = Date.now()): number {
    return Math.max(0, this.releasedAt + BREATH - now);
  }

  /** A step has let go of the file. */
  released(now = Date.now()): void {
    this.releasedAt = now;
  }
}
