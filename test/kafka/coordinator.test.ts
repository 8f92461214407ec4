// eslint-disable-next-line no-restricted-imports -- the error of a connection that is lost
import { KafkaJSConnectionError } from "kafkajs";
import type { Broker } from "kafkajs/src/cluster/index.js";
import { createErrorFromCode } from "kafkajs/src/protocol/error.js";
import { expect, test } from "vitest";
import type { Connection } from "../../src/kafka/connection";
import { Coordinator } from "../../src/kafka/coordinator";
import { testPlace } from "../fixtures/place";

const place = testPlace();
const CONCURRENT_TRANSACTIONS = 51;
const NOT_COORDINATOR = 16;
const LOADING = 14;
const INVALID_PRODUCER_EPOCH = 47;

/** A request that fails with these errors, one after the other, before it gives the broker that it was sent to. */
function failing(...errors: Error[]): { request: (broker: Broker) => Promise<Broker>; times: () => number } {
  let times = 0;
  return {
    request: (broker) => {
      const error = errors[times++];
      return error === undefined ? Promise.resolve(broker) : Promise.reject(error);
    },
    times: () => times,
  };
}

/** The same connection, and how often it was asked who the coordinator is. */
function counting(connection: Connection): { connection: Connection; lookups: () => number } {
  let lookups = 0;
  const anyBroker: Connection["anyBroker"] = () => {
    lookups++;
    return connection.anyBroker();
  };
  return {
    connection: Object.assign(Object.create(connection) as Connection, { anyBroker }),
    lookups: () => lookups,
  };
}

test.each(["group", "transaction"] as const)("is looked up once and then remembered: %s", async (kind) => {
  const { connection, lookups } = counting(await place.connection());
  const coordinator = new Coordinator(connection, kind, place.unique("id"));
  const broker = await coordinator.ask((asked) => Promise.resolve(asked));
  expect(typeof broker.nodeId).toBe("number");
  // Where it has to be made first, it is looked up until it is there.
  const atFirst = lookups();
  expect(await coordinator.ask((asked) => Promise.resolve(asked))).toBe(broker);
  expect(lookups()).toBe(atFirst);
});

test("while it has yet to end the transaction before, it is asked again, and soon", async () => {
  const { connection, lookups } = counting(await place.connection());
  const coordinator = new Coordinator(connection, "transaction", place.unique("id"));
  const early = Array.from({ length: 5 }, () => createErrorFromCode(CONCURRENT_TRANSACTIONS));
  const { request, times } = failing(...early);
  await coordinator.ask(request);
  expect([times(), lookups()]).toEqual([6, 1]);
});

test.each([
  ["says that it is another one", createErrorFromCode(NOT_COORDINATOR)],
  ["is still loading", createErrorFromCode(LOADING)],
  ["does not answer", new KafkaJSConnectionError("lost")],
])("where it %s it is looked up again", async (_, error) => {
  const { connection, lookups } = counting(await place.connection());
  const coordinator = new Coordinator(connection, "group", place.unique("id"));
  const { request, times } = failing(error);
  await coordinator.ask(request);
  expect([times(), lookups()]).toEqual([2, 2]);
});

test("any other answer is the caller's", async () => {
  const coordinator = new Coordinator(await place.connection(), "transaction", place.unique("id"));
  const { request, times } = failing(createErrorFromCode(INVALID_PRODUCER_EPOCH));
  await expect(coordinator.ask(request)).rejects.toMatchObject({ type: "INVALID_PRODUCER_EPOCH" });
  expect(times()).toBe(1);
});

test("once the connection has been closed nothing is asked again", async () => {
  const connection = await place.connect();
  const coordinator = new Coordinator(connection, "group", place.unique("id"));
  await coordinator.ask((broker) => Promise.resolve(broker));
  await connection.close();
  const { request, times } = failing(new KafkaJSConnectionError("closed"));
  await expect(coordinator.ask(request)).rejects.toThrow("closed");
  expect(times()).toBe(1);
});
