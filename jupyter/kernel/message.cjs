"use strict";
const { createHmac, randomUUID, timingSafeEqual } = require("node:crypto");

/** Between the addresses and the signed parts of a message. */
const DELIMITER = Buffer.from("<IDS|MSG>");
/**
 * This kernel's own session, the same in all that it sends: JupyterLab takes messages of changing sessions for those
 * of a kernel that has been restarted, and drops them.
 */
const SESSION = randomUUID();

/**
 * A request as it came over a socket.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
 */
class Request {
  /** @param {string} key the connection file's, with which each message is signed */
  constructor(key, frames) {
    const start = frames.findIndex((frame) => frame.equals(DELIMITER));
    const [signature, ...parts] = frames.slice(start + 1);
    const expected = Buffer.from(signatureOf(key, parts));
    if (expected.length !== signature.length || !timingSafeEqual(expected, signature)) {
      throw new Error("a message came with a wrong signature");
    }
    this.key = key;
    this.addresses = frames.slice(0, start);
    this.header = JSON.parse(parts[0]);
    this.content = JSON.parse(parts[3]);
  }

  get type() {
    return this.header.msg_type;
  }

  /** The frames of an answer, or of an output, to this request. */
  answer(type, content) {
    const header = {
      msg_id: randomUUID(),
      session: SESSION,
      username: this.header.username,
      date: new Date().toISOString(),
      msg_type: type,
      version: "5.3",
    };
    const parts = [header, this.header, {}, content].map((part) => JSON.stringify(part));
    return [...this.addresses, DELIMITER, signatureOf(this.key, parts), ...parts];
  }
}

function signatureOf(key, parts) {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

module.exports = { Request };
