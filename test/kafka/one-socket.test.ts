import { expect, test } from "vitest";
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
