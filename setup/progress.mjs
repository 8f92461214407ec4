/** A step that takes longer than this shows that it is still at it. */
const PATIENCE_MS = 2_000;
/** How often a log file, which can't be overwritten, gets another sign of life. */
const LOG_EVERY_MS = 15_000;
const WIDTH = 18;

/** One line a step: its name, then how long it took, or that there was nothing to do. */
export class ProgressLines {
  /** @param {Pick<NodeJS.WriteStream, "write" | "isTTY">} stream */
  constructor(stream) {
    this.stream = stream;
  }

  /** What took no time. @param {string} name @param {string} outcome */
  told(name, outcome) {
    this.#line(`${name.padEnd(WIDTH)} ${outcome}`);
  }

  /**
   * @template T
   * @param {string} name
   * @param {() => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  async during(name, work) {
    const startedAt = Date.now();
    const seconds = () => (Date.now() - startedAt) / 1000;
    const every = this.stream.isTTY ? 1_000 : LOG_EVERY_MS;
    let ticking;
    const sign = () => {
      this.#sign(`${name.padEnd(WIDTH)} … ${Math.round(seconds())} s`);
      ticking = setTimeout(sign, every);
    };
    ticking = setTimeout(sign, PATIENCE_MS);
    try {
      const result = await work();
      clearTimeout(ticking);
      this.#line(`${name.padEnd(WIDTH)} ${seconds().toFixed(1)} s`);
      return result;
    } finally {
      clearTimeout(ticking);
    }
  }

  /** @param {string} text */
  #line(text) {
    this.stream.write(this.stream.isTTY ? `\r\x1b[2K${text}\n` : `${text}\n`);
  }

  /** @param {string} text */
  #sign(text) {
    this.stream.write(this.stream.isTTY ? `\r\x1b[2K${text}` : `${text}\n`);
  }
}
