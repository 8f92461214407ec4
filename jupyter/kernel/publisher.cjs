"use strict";

/**
 * Sends in turn over a zeromq socket. zeromq itself refuses (EBUSY) to send while an earlier message is still on its
 * way, which tslab does not expect: what a cell shows in a quick loop would be lost.
 */
class Publisher {
  #socket;
  #last;
  #waiting = 0;

  constructor(socket) {
    this.#socket = socket;
  }

  send(frames) {
    // At once where it can: a cell that keeps the event loop busy should still show what it says.
    if (this.#waiting === 0) {
      try {
        this.#last = this.#socket.send(frames);
        return;
      } catch (error) {
        if (error.code !== "EBUSY") throw error;
      }
    }
    this.#waiting++;
    this.#last = this.#last.then(() => this.#socket.send(frames)).finally(() => this.#waiting--);
  }
}

module.exports = { Publisher };
