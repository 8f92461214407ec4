import Brokers from "kafkajs/src/broker/index.js";
import NetworkConnection from "kafkajs/src/network/connection.js";

/** Whoever calls while somebody's call is under way, on the same object, gets what that one comes to. */
function shared<Self extends object, Result>(
  call: (this: Self) => Promise<Result>,
): (this: Self) => Promise<Result> {
  const running = new WeakMap<Self, Promise<Result>>();
  return function () {
    const before = running.get(this);
    if (before !== undefined) return before;
    const own = call.call(this).finally(() => running.delete(this));
    running.set(this, own);
    return own;
  };
}

/**
 * kafkajs opens one more socket for every request that finds a connection not yet made, forgets all but the last,
 * and reads the answers of all of them into one buffer. The first fetches of several partitions are such requests:
 * the process then never ended by itself. Here they share one attempt.
 */
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its `this`
NetworkConnection.prototype.connect = shared(NetworkConnection.prototype.connect);

/**
 * Those who need the same broker try to connect one after the other, each for as long as a broker that takes connections
 * but does not answer lets it; who is far behind in the line gives up with an error that is none of a connection. Here
 * they share one attempt.
 */
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its `this`
Brokers.prototype.connect = shared(Brokers.prototype.connect);
