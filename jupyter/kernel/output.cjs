"use strict";

/** Printed text is gathered for this long, or up to this many characters, before it is sent. */
const GATHER_MS = 50;
const GATHER_CHARACTERS = 64 * 1024;

/**
 * Turns what is printed into Jupyter's `stream` messages: few large ones, since a message per line would be slow and
 * bury the front end. A busy loop is no obstacle: what it printed earlier goes out with its next print.
 */
class Output {
  #publish;
  #name;
  #text = "";
  #since = 0;

  /** @param publish the cell's: `(type, content) => void` */
  constructor(publish) {
    this.#publish = publish;
  }

  /** Makes process.stdout and process.stderr print here, also what is printed after the cell's end. */
  takeOver() {
    for (const name of ["stdout", "stderr"]) {
      process[name].write = (chunk, encoding, callback) => {
        this.#add(name, typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
        const done = typeof encoding === "function" ? encoding : callback;
        if (done) process.nextTick(done);
        return true;
      };
    }
  }

  /** Sends what is gathered: called before anything else is sent, so that the order stays as printed. */
  flush() {
    if (this.#text === "") return;
    const text = this.#text;
    this.#text = "";
    this.#publish("stream", { name: this.#name, text });
  }

  #add(name, text) {
    if (name !== this.#name) this.flush();
    if (this.#text === "") {
      this.#since = Date.now();
      setTimeout(() => this.flush(), GATHER_MS);
    }
    this.#name = name;
    this.#text += text;
    if (this.#text.length >= GATHER_CHARACTERS || Date.now() - this.#since >= GATHER_MS) this.flush();
  }
}

module.exports = { Output };
