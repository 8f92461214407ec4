import NetworkConnection from "kafkajs/src/network/connection.js";

const attempts = new WeakMap<NetworkConnection, Promise<boolean>>();
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its `this` below
const connect = NetworkConnection.prototype.connect;

/**
 * kafkajs opens one more socket for every request that finds a connection not yet made, forgets all but the last,
 * and reads the answers of all of them into one buffer. The first fetches of several partitions are such requests:
 * the process then never ended by itself. Here they share one attempt.
 */
NetworkConnection.prototype.connect = function (this: NetworkConnection): Promise<boolean> {
  const running = attempts.get(this);
  if (running !== undefined) return running;
  const attempt = connect.call(this).finally(() => attempts.delete(this));
  attempts.set(this, attempt);
  return attempt;
};
