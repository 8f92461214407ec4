import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";
// eslint-disable-next-line no-restricted-imports -- what a connection is made of
import { Kafka, logLevel } from "kafkajs";
import Cluster from "kafkajs/src/cluster/index.js";
import { expect, onTestFinished, test } from "vitest";
import { openAppender } from "../../src/kafka/append";
import { Connection } from "../../src/kafka/connection";
import { readLog } from "../../src/kafka/log";
import { ensureTopic } from "../../src/kafka/topics";
import { testPlace } from "../fixtures/place";
import { until } from "../fixtures/until";

const place = testPlace();
const PARTITIONS = [0, 1, 2, 3, 4, 5];

const openSockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;

test("the first fetches of many partitions leave no socket behind, which would keep the process alive", async () => {
  const topic = place.unique("topic");
  const setUp = await place.connection();
  await ensureTopic(setUp, { topic, partitions: PARTITIONS.length });
  const appender = await openAppender(setUp);
  const records = PARTITIONS.map((partition) => ({
    key: null,
    value: String(partition),
    timestamp: 0,
    partition,
  }));
  await appender.append(topic, records);
  const before = openSockets();

  const connection = new Connection([await place.broker()], "sockets");
  const read = await Promise.all(
    PARTITIONS.map(async (partition) => {
      const values: string[] = [];
      for await (const batch of readLog(connection, { topic, partition, from: 0, until: 1 })) {
        values.push(...batch.records.map(({ value }) => String(value)));
      }
      return values;
    }),
  );
  await connection.close();

  expect(read).toEqual(PARTITIONS.map((partition) => [String(partition)]));
  await until("no more sockets are open than before", () => openSockets() <= before);
});

test("those who need a broker that takes connections and does not answer try together, and all hear that", async () => {
  const sockets: Socket[] = [];
  const server = net.createServer((socket) => sockets.push(socket)).listen(0, "127.0.0.1");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server, "listening");
  const brokers = [`127.0.0.1:${(server.address() as AddressInfo).port}`];
  const cluster = new Cluster({
    logger: new Kafka({ brokers, logLevel: logLevel.NOTHING }).logger(),
    socketFactory: ({ host, port, onConnect }: { host: string; port: number; onConnect: () => void }) =>
      net.connect({ host, port }, onConnect),
    brokers,
    connectionTimeout: 200,
    authenticationTimeout: 0,
    requestTimeout: 200,
    retry: { retries: 0 },
  });
  const asked = await Promise.allSettled(PARTITIONS.map(() => cluster.brokerPool.findConnectedBroker()));
  const reasons = asked.map((one) => (one.status === "rejected" ? (one.reason as Error) : undefined));
  const names = reasons.map((reason) => ((reason?.cause ?? reason) as Error).name);
  expect(names).toEqual(PARTITIONS.map(() => "KafkaJSRequestTimeoutError"));
  expect(sockets).toHaveLength(1);
  await cluster.disconnect();
});
