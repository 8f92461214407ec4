import { execFile, spawn } from "node:child_process";
import fs from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { BrokerFiles, BrokerState } from "./home";
import type { Installation } from "./installation";

const run = promisify(execFile);
/** Milliseconds. */
const RELEASE_PATIENCE = 5000;
const POLL = 10;

const MAIN_CLASS = "kafka.Kafka";

/** What a single node on a laptop needs, no more: a small heap and the collector that starts fastest. */
const JVM_FLAGS = [
  "-Xms64m",
  "-Xmx512m",
  "-XX:+UseSerialGC",
  "-XX:-UsePerfData",
  // The quick compiler alone: the other one takes nearly half of the processor time of a start.
  "-XX:TieredStopAtLevel=1",
  "-Xshare:auto",
  "-Xlog:disable",
  "-Xlog:all=error:stderr",
  // Kafka logs by SLF4J's simple logger, to standard error: the home's `broker/kafka.log`.
  "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
  "-Dorg.slf4j.simpleLogger.showDateTime=true",
  "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss",
];

function javaArguments({ archive, classpath }: Installation, files: BrokerFiles): string[] {
  return [
    ...JVM_FLAGS,
    ...(archive === undefined ? [] : [`-XX:SharedArchiveFile=${archive}`]),
    "-cp",
    classpath,
    MAIN_CLASS,
    files.properties,
  ];
}

/**
 * Writes the state file ($1) with the ports ($2, $3) and its own process id, then becomes Java. Done by the process
 * itself, so that no broker runs of which nobody knows, even if its starter is killed at this very moment.
 */
const START_SCRIPT = `
rm -f "$1.new"
printf '{"pid":%d,"port":%d,"controllerPort":%d}' $$ "$2" "$3" >"$1.new" && mv "$1.new" "$1" || exit 1
shift 3
exec "$@"
`;

/**
 * Starts Kafka in a session of its own, so that an interrupt in a notebook or a closed terminal does not end it.
 *
 * @returns its process id, and a promise that resolves when it has ended while this process lives
 */
export async function spawnKafka(
  installation: Installation,
  files: BrokerFiles,
  { port, controllerPort }: Omit<BrokerState, "pid">,
): Promise<{ pid: number; ended: Promise<void> }> {
  // Anew, but to append to: see boundKafkaLog.
  await fs.rm(files.log, { force: true });
  const log = await fs.open(files.log, "a");
  try {
    const state = [files.state, String(port), String(controllerPort)];
    const java = [installation.java, ...javaArguments(installation, files)];
    const child = spawn("/bin/sh", ["-c", START_SCRIPT, "playhead-broker", ...state, ...java], {
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      cwd: files.dir,
      // Java takes the names of files apart by the locale: without this, "ü" in the home's path is not found.
      env: { ...process.env, LC_ALL: "C.UTF-8" },
    });
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    child.unref();
    return { pid: child.pid as number, ended };
  } finally {
    await log.close();
  }
}

/** Whether the process is the broker of these files: a process id alone may have been given to a stranger since. */
export async function isOurBroker(pid: number, files: BrokerFiles): Promise<boolean> {
  const commandLine = await fs
    .readFile(`/proc/${pid}/cmdline`, "utf8")
    .then((text) => text.replaceAll("\0", " "))
    // Without /proc (macOS), ps tells; it fails where there is no such process.
    .catch(async () => (await run("ps", ["-ww", "-o", "command=", "-p", String(pid)])).stdout)
    .catch(() => "");
  return commandLine.trimEnd().endsWith(` ${MAIN_CLASS} ${files.properties}`);
}

/**
 * Waits until a broker that was killed has let go of its files and ports: on Linux a process that is ending is there
 * for some moments more, already without a command line.
 */
export async function untilReleased(pid: number): Promise<void> {
  const deadline = Date.now() + RELEASE_PATIENCE;
  while ((await isEnding(pid)) && Date.now() < deadline) await delay(POLL);
}

async function isEnding(pid: number): Promise<boolean> {
  const [commandLine, stat, threads] = await Promise.all([
    fs.readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => undefined),
    fs.readFile(`/proc/${pid}/stat`, "utf8").catch(() => ""),
    fs.readdir(`/proc/${pid}/task`).catch(() => []),
  ]);
  if (commandLine !== "") return false;
  // A zombie without threads has let go of everything: it waits for its parent to take notice, which may never do so.
  const isZombie = stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z");
  return !isZombie || threads.length > 1;
}
