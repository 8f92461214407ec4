import fs from "node:fs/promises";
import path from "node:path";

/** The files of one home's broker. */
export interface BrokerFiles {
  dir: string;
  data: string;
  properties: string;
  log: string;
  state: string;
  network: string;
  lock: string;
}

/** One home has one spelling here, however it is reached: a running broker is known by the path of its settings. */
export async function brokerFiles(home: string): Promise<BrokerFiles> {
  const dir = path.join(await fs.realpath(home).catch(() => home), "broker");
  return {
    dir,
    data: path.join(dir, "data"),
    properties: path.join(dir, "server.properties"),
    log: path.join(dir, "kafka.log"),
    state: path.join(dir, "state.json"),
    network: path.join(dir, "network.json"),
    lock: path.join(dir, "lock"),
  };
}

/** What the last start wrote down, see {@link spawnKafka}. The ports are kept, so that clients find a restarted broker again. */
export interface BrokerState {
  pid: number;
  port: number;
  controllerPort: number;
}

/** The state file's content; a missing or torn one counts as none. */
export async function readState(files: BrokerFiles): Promise<BrokerState | undefined> {
  try {
    const state = JSON.parse(await fs.readFile(files.state, "utf8")) as Partial<BrokerState>;
    const { pid, port, controllerPort } = state;
    if (![pid, port, controllerPort].every(Number.isInteger)) return undefined;
    return state as BrokerState;
  } catch {
    return undefined;
  }
}
