import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { findBroker, stopBroker } from "../../broker/embedded";
import { BrokerSession } from "../../broker/session";
import type { Config } from "../../config";
import { PlayheadError } from "../../errors";
import { openAppender } from "../../kafka/append";
import { readTopic } from "../../kafka/log";
import { ensureTopic, removeByPrefix } from "../../kafka/topics";
import { fine, hint, type Check } from "../check";

/** A broker that takes a record and gives it back: the cluster that KAFKA_BROKERS names, else the home's own. */
export const broker: Check = {
  name: "Kafka broker",
  look: async ({ config }) => {
    const startedAt = Date.now();
    const where = config.brokers?.join(",") ?? "its own";
    try {
      await (config.brokers === undefined ? inOwnBroker(config) : recordThereAndBack(config));
    } catch (error) {
      // On a cluster that others run, whoever may not make topics may still do the rest.
      if (!(error instanceof PlayheadError && error.code === "NOT_AUTHORIZED")) throw error;
      return hint(`${where} answers, but no record was sent: ${error.message}`, NOT_NEEDED);
    }
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    return fine(`${where}: a record went in and came out, ${seconds} s in all`);
  },
};

const NOT_NEEDED =
  "with topics that were made beforehand that right is not needed: docs/rights.md tells which are.";

/** Starts the home's broker unless it runs, and leaves it as it was. Where there is no home yet, none is made. */
async function inOwnBroker(config: Config): Promise<void> {
  const isThere = await fs.access(config.home).then(
    () => true,
    () => false,
  );
  const home = isThere ? config.home : await fs.mkdtemp(path.join(os.tmpdir(), "playhead-doctor-"));
  const wasRunning = (await findBroker(home)) !== undefined;
  try {
    await recordThereAndBack({ ...config, home });
  } finally {
    if (!wasRunning) await stopBroker(home);
    if (!isThere) await fs.rm(home, { recursive: true, force: true });
  }
}

async function recordThereAndBack(config: Config): Promise<void> {
  const session = new BrokerSession(config);
  const topic = `${config.prefix}playhead-doctor-${randomBytes(6).toString("hex")}`;
  const sent = randomBytes(8).toString("hex");
  try {
    const connection = await session.connect();
    try {
      await ensureTopic(connection, { topic, partitions: 1 });
      const record = { key: "doctor", value: sent, timestamp: Date.now() };
      await (await openAppender(connection)).append(topic, [record]);
      const values: string[] = [];
      for await (const { records } of readTopic(connection, topic)) {
        values.push(...records.map(({ value }) => String(value)));
      }
      if (values.join() !== sent)
        throw new PlayheadError("KAFKA", "The record that came back is another one");
    } finally {
      // The name is random: nothing else begins with it.
      await removeByPrefix(connection, topic);
    }
  } finally {
    await session.close();
  }
}
