import { expect, test } from "vitest";
import { Connection } from "../../src/kafka/connection";
import { describeGroup } from "../../src/kafka/groups";
import { committedOffsets, listOffsets } from "../../src/kafka/offsets";
import { TransactionalProducer } from "../../src/kafka/transactions";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { until } from "../fixtures/until";

const place = testPlace();

const openSockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;

/** Requests of several kinds, each over a client that it has to connect first. */
function ask(connection: Connection): Promise<unknown>[] {
  return [
    listOffsets(connection, "nowhere", "latest"),
    committedOffsets(connection, "nobody"),
    describeGroup(connection, "nobody"),
    TransactionalProducer.open(connection, place.unique("id")),
  ];
}

test.each([0, 1, 5, 20, 80])(
  "closed while requests are under way (%d ms) it leaves no socket",
  async (after) => {
    const before = openSockets();
    const connection = new Connection([await place.broker()], "closing");
    const asked = Promise.allSettled(ask(connection));
    await new Promise((resolve) => setTimeout(resolve, after));
    await connection.close();
    await asked;
    await until("no more sockets are open than before", () => openSockets() <= before);
  },
);

test("once closed it opens nothing any more", async () => {
  const connection = new Connection([await place.broker()], "closed");
  await connection.admin();
  await connection.close();
  await connection.close();
  const outcomes = await Promise.allSettled(ask(connection));
  expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => "rejected"));
  expect((await errorOf(connection.cluster())).code).toBe("ABORTED");
});

test("a client that can't connect leaves nothing either", async () => {
  const before = openSockets();
  const connection = new Connection(["127.0.0.1:1"], "nobody");
  expect((await errorOf(connection.admin())).code).toBe("BROKER_UNREACHABLE");
  expect((await errorOf(connection.cluster())).code).toBe("BROKER_UNREACHABLE");
  await connection.close();
  await until("no more sockets are open than before", () => openSockets() <= before);
});
