import fs from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { diskFull, toDiskError } from "../disk";
import { PlayheadError } from "../errors";
import { makeHome } from "../home/format";
import { SET_UP_COMMAND } from "../installed";
import { withLock } from "../lock";
import { writeWhole } from "../whole-file";
import { brokerFiles, readState, type BrokerFiles, type BrokerState } from "./home";
import { readInstallation, type Installation } from "./installation";
import { boundKafkaLog } from "./kafka-log";
import { isOurBroker, spawnKafka, untilReleased } from "./java";
import { readNetwork, settleNetwork, writeNetwork, type NetworkListener } from "./network-listener";
import { answers, freePort } from "./ports";
import { serverProperties } from "./properties";
import { formatStorage } from "./storage";
import { watchOwner } from "./watchdog";

/** After a kill -9 Kafka re-reads its log and waits for its old session; a large log takes longer. */
const START_TIMEOUT = 60_000;
const STOP_TIMEOUT = 20_000;
const POLL = 20;
/** How often other ports are tried when somebody takes one between the look and the start. */
const START_ATTEMPTS = 3;
/** With less, Kafka can't even roll a segment of its log; bytes. */
const SPACE_NEEDED = 1_048_576;

export interface RunningBroker {
  address: string;
  pid: number;
  /** Whether this call started it, as opposed to having found it running. */
  started: boolean;
}

/**
 * The home's broker, started if it isn't running. Callers in several processes at once get the same one.
 *
 * @param onStart called once before a start, which takes a second or two
 * @throws PlayheadError SETUP_MISSING, BROKER_START_FAILED, HOME_FORMAT, DISK_FULL, HOME_NOT_WRITABLE
 */
export async function ensureBroker(home: string, onStart?: () => void): Promise<RunningBroker> {
  await makeHome(home);
  const running = await findBroker(home);
  const files = await brokerFiles(home);
  if (running !== undefined) {
    await boundKafkaLog(files);
    return running;
  }
  return withLock(files.lock, async () => {
    const meanwhile = (await runningBroker(files)) ?? (await waitForUnfinishedStart(files));
    if (meanwhile !== undefined) return meanwhile;
    onStart?.();
    return start(files, readInstallation());
  });
}

async function runningBroker(files: BrokerFiles): Promise<RunningBroker | undefined> {
  const state = await readState(files);
  if (state === undefined || !(await isOurBroker(state.pid, files)) || !(await answers(state.port)))
    return undefined;
  return { ...describe(state), started: false };
}

/** A start whose process died half way leaves a broker that is still coming up: it is good once it answers. */
async function waitForUnfinishedStart(files: BrokerFiles): Promise<RunningBroker | undefined> {
  const state = await readState(files);
  if (state === undefined) return undefined;
  const deadline = Date.now() + START_TIMEOUT;
  while (await isOurBroker(state.pid, files)) {
    if (await answers(state.port)) return { ...describe(state), started: false };
    if (Date.now() > deadline) await end(state.pid, files);
    await delay(POLL);
  }
  return undefined;
}

async function start(files: BrokerFiles, installation: Installation): Promise<RunningBroker> {
  const before = await readState(files);
  if (before !== undefined) await untilReleased(before.pid);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort(before?.port);
    const controllerPort = await freePort(before?.controllerPort, [port]);
    try {
      const network = await settleNetwork(files, [port, controllerPort]);
      await prepare(files, installation, { port, controllerPort }, network);
      const { pid, ended } = await spawnKafka(installation, files, { port, controllerPort });
      watchOwner(pid, files);
      await waitUntilReady({ pid, port, controllerPort }, files, ended);
      return { ...describe({ pid, port, controllerPort }), started: true };
    } catch (error) {
      const log = await readLogFile(files);
      // Somebody took the port after it had been found free.
      if (attempt < START_ATTEMPTS && log.includes("Address already in use")) continue;
      throw await startFailed(files, log, error);
    }
  }
}

async function prepare(
  files: BrokerFiles,
  installation: Installation,
  ports: Omit<BrokerState, "pid">,
  network: NetworkListener | undefined,
): Promise<void> {
  await fs.mkdir(files.data, { recursive: true, mode: 0o700 });
  await writeWhole(
    files.properties,
    serverProperties({ ...ports, network, dataDir: path.relative(files.dir, files.data) }),
  );
  await formatStorage(files.data, installation);
}

async function waitUntilReady(state: BrokerState, files: BrokerFiles, ended: Promise<void>): Promise<void> {
  let over = false;
  void ended.then(() => (over = true));
  const deadline = Date.now() + START_TIMEOUT;
  while (!(await answers(state.port))) {
    if (over) throw new Error("Kafka ended during its start");
    if (Date.now() > deadline) {
      await end(state.pid, files);
      throw new Error(`Kafka did not answer within ${START_TIMEOUT / 1000} s`);
    }
    await delay(POLL);
  }
}

async function startFailed(files: BrokerFiles, log: string, cause: unknown): Promise<unknown> {
  if (await isDiskFull(files, log)) return diskFull(files.dir, cause);
  const refused = toDiskError(files.dir, cause);
  if (refused instanceof PlayheadError) return refused;
  const told = log.split("\n").filter((line) => line !== "" && !/^\s+at /.test(line));
  return new PlayheadError(
    "BROKER_START_FAILED",
    `The embedded Kafka broker did not start: ${[(cause as Error).message, ...told.slice(-5)].join("\n")}`,
    {
      remedy: `look at ${files.log}; \`${SET_UP_COMMAND}\` repairs a damaged installation`,
      cause,
    },
  );
}

function readLogFile(files: BrokerFiles): Promise<string> {
  return fs.readFile(files.log, "utf8").catch(() => "");
}

/** A disk can be too full to take even the line that says so. */
async function isDiskFull(files: BrokerFiles, log: string): Promise<boolean> {
  if (/No space left on device|Disk quota exceeded/.test(log)) return true;
  const free = await fs.statfs(files.dir).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => Infinity,
  );
  return free < SPACE_NEEDED;
}

/**
 * Why a broker that ran has gone, where its log tells: Kafka halts when its disk is full.
 *
 * @returns the error to show instead of "connection refused", or undefined where there is no better word
 */
export async function diagnose(home: string): Promise<PlayheadError | undefined> {
  const files = await brokerFiles(home);
  return (await isDiskFull(files, await readLogFile(files))) ? diskFull(files.dir) : undefined;
}

/** The home's broker if it is running, without starting it. */
export async function findBroker(home: string): Promise<RunningBroker | undefined> {
  return runningBroker(await brokerFiles(home));
}

/**
 * Stops the home's broker and waits until it has ended. The next start is one on loopback only.
 *
 * @returns whether there was one
 */
export async function stopBroker(home: string): Promise<boolean> {
  const files = await brokerFiles(home);
  if ((await readState(files)) === undefined && (await readNetwork(files)) === undefined) return false;
  return withLock(files.lock, async () => {
    const stopped = await endOurs(files);
    await writeNetwork(files, undefined);
    return stopped;
  });
}

/**
 * Starts the home's broker anew, at once after its end, so that its clients find it again: on loopback, and at `network`
 * where that is given.
 */
export async function restartBroker(
  home: string,
  network: NetworkListener | undefined,
): Promise<RunningBroker> {
  const files = await brokerFiles(home);
  return withLock(files.lock, async () => {
    await endOurs(files);
    // After its end: who is killed in between has a broker that is as the file says.
    await writeNetwork(files, network);
    return start(files, readInstallation());
  });
}

async function endOurs(files: BrokerFiles): Promise<boolean> {
  const state = await readState(files);
  if (state === undefined || !(await isOurBroker(state.pid, files))) return false;
  await end(state.pid, files);
  return true;
}

/** SIGTERM lets Kafka close its log in order; SIGKILL is for one that hangs. */
async function end(pid: number, files: BrokerFiles): Promise<void> {
  const deadline = Date.now() + STOP_TIMEOUT;
  for (let signal: NodeJS.Signals | 0 = "SIGTERM"; await isOurBroker(pid, files); await delay(POLL)) {
    kill(pid, signal);
    signal = Date.now() > deadline ? "SIGKILL" : 0;
  }
  await untilReleased(pid);
}

function kill(pid: number, signal: NodeJS.Signals | 0): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended by itself.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function describe({ pid, port }: BrokerState): Omit<RunningBroker, "started"> {
  return { address: `127.0.0.1:${port}`, pid };
}
