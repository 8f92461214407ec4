import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ensureBroker, stopBroker } from "../src/broker/embedded";
import { brokerFiles } from "../src/broker/home";
import { Connection } from "../src/kafka/connection";

/** The bench's own broker, in a folder that goes away. */
export interface BenchBroker {
  address: string;
  pid: number;
  /** Where it keeps its partitions, a folder each. */
  data: string;
  connection: Connection;
  /** Makes an empty folder that goes away with the broker. */
  folder: () => Promise<string>;
}

/** Runs `work` with a fresh broker on loopback. Broker and folder are gone afterwards, whatever happens. */
export async function withBroker<T>(work: (broker: BenchBroker) => Promise<T>): Promise<T> {
  const root = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), "playhead-bench-"));
  const home = path.join(root, "home");
  // Should this process be killed, the broker ends, too.
  process.env["PLAYHEAD_OWNER_PID"] = String(process.pid);
  let connection: Connection | undefined;
  try {
    const { address, pid } = await ensureBroker(home);
    const { data } = await brokerFiles(home);
    connection = new Connection([address], "bench");
    const folder = (): Promise<string> => fs.mkdtemp(path.join(root, "contestant-"));
    return await work({ address, pid, data, connection, folder });
  } finally {
    await connection?.close();
    await stopBroker(home);
    await fs.rm(root, { recursive: true, force: true });
  }
}
