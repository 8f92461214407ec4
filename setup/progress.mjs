/** A step that takes longer than this shows that it is still at it. */
const PATIENCE_MS = 2_000;
/** How often a log file, where a line can't be overwritten, gets another sign of life. */
const LOG_EVERY_MS = 15_000;
const WIDTH = 18;

/** One line a step: its name, then how long it took, or that there was nothing to do. Steps may run side by side. */
export class ProgressLines {
  /** @type {Map<string, number>} when each running step began */
  #running = new Map();
  /** @type {NodeJS.Timeout | undefined} */
  #ticking;

  /** @param {Pick<NodeJS.WriteStream, "write" | "isTTY">} stream */
  constructor(stream) {
    this.stream = stream;
  }

  /** What took no time. @param {string} name @param {string} outcome */
  told(name, outcome) {
    this.#write(`${name.padEnd(WIDTH)} ${outcome}`, "\n");
  }

  /**
   * Shows a step while it works, and how long it took when it succeeded.
   *
   * @template T
   * @param {string} name
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async during(name, work) {
    const startedAt = Date.now();
    this.#running.set(name, startedAt);
    this.#ticking ??= setTimeout(() => this.#tick(), PATIENCE_MS);
    try {
      const result = await work();
      this.told(name, `${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
      return result;
    } finally {
      this.#running.delete(name);
      if (this.#running.size === 0) {
        clearTimeout(this.#ticking);
        this.#ticking = undefined;
      }
    }
  }

  #tick() {
    const signs = [...this.#running]
      .map(([name, startedAt]) => ({ name, elapsed: Date.now() - startedAt }))
      .filter(({ elapsed }) => elapsed >= PATIENCE_MS)
      .map(({ name, elapsed }) => `${name} … ${Math.round(elapsed / 1000)} s`);
    if (signs.length > 0) this.#write(signs.join(" · "), this.stream.isTTY ? "" : "\n");
    this.#ticking = setTimeout(() => this.#tick(), this.stream.isTTY ? 1_000 : LOG_EVERY_MS);
  }

  /** In a terminal each line takes the place of the last sign of life. @param {string} text @param {string} end */
  #write(text, end) {
    this.stream.write(`${this.stream.isTTY ? "\r\x1b[2K" : ""}${text}${end}`);
  }
}
