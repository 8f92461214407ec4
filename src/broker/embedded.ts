import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { PlayheadError } from "../errors";
import { isAlive, withLock } from "../lock";
import { brokerFiles, readState, writeState, type BrokerFiles, type BrokerState } from "./home";
import { readInstallation } from "./installation";
import { formatStorage, isOurBroker, spawnKafka } from "./java";
import { answers, freePort } from "./ports";
import { LOG4J_PROPERTIES, serverProperties } from "./properties";
import { watchOwner } from "./watchdog";

/** After a kill -9 Kafka re-reads its log and waits for its old session; a large log takes longer. */
const START_TIMEOUT = 60_000;
const STOP_TIMEOUT = 20_000;
const POLL = 20;

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
 * @throws PlayheadError SETUP_MISSING, BROKER_START_FAILED, DISK_FULL
 */
export async function ensureBroker(home: string, onStart?: () => void): Promise<RunningBroker> {
  const files = brokerFiles(home);
  const running = await runningBroker(files);
  if (running !== undefined) return running;
  await makeFolder(files);
  return withLock(files.lock, async () => {
    const meanwhile = (await runningBroker(files)) ?? (await waitForUnfinishedStart(files));
    if (meanwhile !== undefined) return meanwhile;
    onStart?.();
    return start(files);
  });
}

async function makeFolder(files: BrokerFiles): Promise<void> {
  try {
    await fs.mkdir(files.data, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new PlayheadError(
      "BROKER_START_FAILED",
      `The folder ${files.dir} can't be made: ${(error as Error).message}`,
      {
        remedy: "point PLAYHEAD_HOME to a folder that you may write to",
        cause: error,
      },
    );
  }
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
  if (state === undefined || !(await isOurBroker(state.pid, files))) return undefined;
  const deadline = Date.now() + START_TIMEOUT;
  while (Date.now() < deadline && isAlive(state.pid)) {
    if (await answers(state.port)) return { ...describe(state), started: false };
    await delay(POLL);
  }
  if (isAlive(state.pid)) await end(state.pid, files);
  return undefined;
}

async function start(files: BrokerFiles): Promise<RunningBroker> {
  const installation = readInstallation();
  const before = await readState(files);
  const port = await freePort(before?.port);
  const controllerPort = await freePort(before?.controllerPort === port ? undefined : before?.controllerPort);
  await fs.writeFile(files.log4j, LOG4J_PROPERTIES);
  await fs.writeFile(files.properties, serverProperties({ port, controllerPort, dataDir: files.data }));
  try {
    if (!(await isFormatted(files))) await formatStorage(installation, files, newClusterId());
    const { pid, ended } = await spawnKafka(installation, files);
    watchOwner(pid, files);
    const state = { pid, port, controllerPort };
    await writeState(files, state);
    await waitUntilReady(state, ended);
    return { ...describe(state), started: true };
  } catch (error) {
    throw await startFailed(files, error);
  }
}

async function isFormatted(files: BrokerFiles): Promise<boolean> {
  return fs.access(`${files.data}/meta.properties`).then(
    () => true,
    () => false,
  );
}

/** Kafka's form of a UUID: 16 bytes in URL-safe base64. */
function newClusterId(): string {
  const id = randomBytes(16).toString("base64url");
  // A leading hyphen would be taken for an option by the storage tool.
  return id.startsWith("-") ? newClusterId() : id;
}

async function waitUntilReady(state: BrokerState, ended: Promise<void>): Promise<void> {
  let over = false;
  void ended.then(() => (over = true));
  const deadline = Date.now() + START_TIMEOUT;
  while (!(await answers(state.port))) {
    if (over) throw new Error("Kafka ended during its start");
    if (Date.now() > deadline) throw new Error(`Kafka did not answer within ${START_TIMEOUT / 1000} s`);
    await delay(POLL);
  }
}

async function startFailed(files: BrokerFiles, cause: unknown): Promise<PlayheadError> {
  const log = await fs.readFile(files.log, "utf8").catch(() => "");
  const message = `${(cause as Error).message}\n${(cause as { stderr?: string }).stderr ?? ""}`;
  if (isDiskFull(log) || isDiskFull(message)) return diskFull(files.dir, cause);
  const lastLines = log.trim().split("\n").slice(-5).join("\n");
  return new PlayheadError(
    "BROKER_START_FAILED",
    `The embedded Kafka broker did not start: ${message.trim()}\n${lastLines}`,
    {
      remedy: `look at ${files.log}; \`npm run setup\` repairs a damaged installation`,
      cause,
    },
  );
}

function isDiskFull(text: string): boolean {
  return /No space left on device|ENOSPC|Disk quota exceeded/.test(text);
}

function diskFull(where: string, cause: unknown): PlayheadError {
  return new PlayheadError(
    "DISK_FULL",
    `The embedded Kafka broker can't write: no space is left on the disk of ${where}`,
    {
      remedy: "make room, or point PLAYHEAD_HOME to a folder on another disk; what had been written is safe",
      cause,
    },
  );
}

/**
 * Why a broker that ran has gone, where its log tells: Kafka halts when its disk is full.
 *
 * @returns the error to show instead of "connection refused", or undefined where there is no better word
 */
export async function diagnose(home: string): Promise<PlayheadError | undefined> {
  const files = brokerFiles(home);
  const log = await fs.readFile(files.log, "utf8").catch(() => "");
  return isDiskFull(log) ? diskFull(files.dir, undefined) : undefined;
}

/** The home's broker if it is running, without starting it. */
export async function findBroker(home: string): Promise<RunningBroker | undefined> {
  return runningBroker(brokerFiles(home));
}

/** Stops the home's broker and waits until it has ended. Returns whether there was one. */
export async function stopBroker(home: string): Promise<boolean> {
  const files = brokerFiles(home);
  if ((await readState(files)) === undefined) return false;
  return withLock(files.lock, async () => {
    const state = await readState(files);
    if (state === undefined || !(await isOurBroker(state.pid, files))) return false;
    await end(state.pid, files);
    return true;
  });
}

/** SIGTERM lets Kafka close its log in order; SIGKILL is for one that hangs. */
async function end(pid: number, files: BrokerFiles): Promise<void> {
  process.kill(pid, "SIGTERM");
  const deadline = Date.now() + STOP_TIMEOUT;
  while (await isOurBroker(pid, files)) {
    if (Date.now() > deadline) process.kill(pid, "SIGKILL");
    await delay(POLL);
  }
}

function describe({ pid, port }: BrokerState): Omit<RunningBroker, "started"> {
  return { address: `127.0.0.1:${port}`, pid };
}
