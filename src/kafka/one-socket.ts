import Brokers from "kafkajs/src/broker/index.js";
import type { Broker } from "kafkajs/src/cluster/index.js";
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

/** Who takes a connection answers what it can do within this time, ms; else it is taken to be away. */
const ANSWERS_WITHIN = 6000;

// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its `this` below
const connect = Brokers.prototype.connect;

/** kafkajs would wait for half a minute, seven times. */
async function connectInTime(this: Broker): Promise<void> {
  const late = setTimeout(() => {
    const error = new Error(`no answer has come for ${ANSWERS_WITHIN / 1000} s`);
    for (const { socket } of this.connectionPool.pool) socket?.destroy(error);
  }, ANSWERS_WITHIN);
  await connect.call(this).finally(() => clearTimeout(late));
}

/**
 * Those who need the same broker try to connect one after the other, each for as long as a broker that takes connections
 * but does not answer lets it; who is far behind in the line gives up with an error that is none of a connection. Here
 * they share one attempt.
 */
Brokers.prototype.connect = shared(connectInTime);
