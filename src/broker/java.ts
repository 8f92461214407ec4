import { execFile, spawn } from "node:child_process";
import fs from "node:fs/promises";
import { promisify } from "node:util";
import type { BrokerFiles } from "./home";
import type { Installation } from "./installation";

const run = promisify(execFile);

/** What a single node on a laptop needs, no more: a small heap and the collector that starts fastest. */
const JVM_FLAGS = [
  "-Xms64m",
  "-Xmx512m",
  "-XX:+UseSerialGC",
  "-XX:-UsePerfData",
  "-Xshare:auto",
  "-Xlog:disable",
  "-Xlog:all=error:stderr",
];

function javaArguments(installation: Installation, files: BrokerFiles, mainClass: string): string[] {
  const { archive, classpath } = installation;
  return [
    ...JVM_FLAGS,
    ...(archive === undefined ? [] : [`-XX:SharedArchiveFile=${archive}`]),
    `-Dlog4j2.configurationFile=${files.log4j}`,
    "-cp",
    classpath,
    mainClass,
  ];
}

/** Kafka's own storage tool: writes the folder's cluster id, once in its life. */
export async function formatStorage(
  installation: Installation,
  files: BrokerFiles,
  clusterId: string,
): Promise<void> {
  const format = ["format", "--cluster-id", clusterId, "--config", files.properties, "--ignore-formatted"];
  await run(installation.java, [...javaArguments(installation, files, "kafka.tools.StorageTool"), ...format]);
}

/**
 * Starts Kafka in a session of its own, so that an interrupt in a notebook or a closed terminal does not end it.
 *
 * @returns its process id, and a promise that resolves when it has ended while this process lives
 */
export async function spawnKafka(
  installation: Installation,
  files: BrokerFiles,
): Promise<{ pid: number; ended: Promise<void> }> {
  const log = await fs.open(files.log, "w");
  try {
    const child = spawn(
      installation.java,
      [...javaArguments(installation, files, "kafka.Kafka"), files.properties],
      { detached: true, stdio: ["ignore", log.fd, log.fd], cwd: files.dir },
    );
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
    // Without /proc (macOS), ps tells; it fails where there is no such process.
    .catch(async () => (await run("ps", ["-ww", "-o", "command=", "-p", String(pid)])).stdout)
    .catch(() => "");
  return commandLine.includes(files.properties);
}
