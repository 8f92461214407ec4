import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, connect } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { logFile, run, start, tail } from "./command.mjs";
import { SetupFailure } from "./failure.mjs";
import { classpathFile, jarsFingerprint } from "./jars.mjs";
import { javaOf } from "./java.mjs";
import { digest } from "./stamp.mjs";

const START_TIMEOUT_MS = 90_000;
const POLL_MS = 50;
/** Any will do: the folder is thrown away. */
const CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qk";
/** What a broker needs to start: the archive is made with it, and used with any heap that it fits into. */
const JVM_FLAGS = ["-Xms64m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"];

/**
 * What makes the broker start in half the time, made once by starting one in a temporary folder:
 *
 * - `.tools/kafka.jsa`: the classes that a start loads, parsed and verified (AppCDS). It serves exactly one Java and
 *   one class path, down to the times of the jars, so it is remade with any of them.
 * - `.tools/bootstrap.checkpoint`: what Kafka's storage tool writes into a new data folder. It holds no identity, so a
 *   copy of it spares every new home a start of Java.
 *
 * @type {import("./steps.mjs").Step}
 */
export const classArchive = {
  id: "class-archive",
  needs: ["kafka", "java"],
  megabytes: 100,
  name: "Fast start",

  key: ({ root }) =>
    digest({ files: [classpathFile(root)], values: [root, javaOf(root), jarsFingerprint(root)] }),

  isThere: ({ root }, made) =>
    made?.archive === sizeOf(archiveFile(root)) && existsSync(checkpointFile(root)),

  async make({ root }) {
    for (const file of [archiveFile(root), checkpointFile(root)]) rmSync(file, { force: true });
    const folder = join(root, ".tools/partial");
    mkdirSync(folder, { recursive: true });
    const dir = mkdtempSync(join(folder, "broker-"));
    try {
      await train(root, dir);
      renameSync(join(dir, "data/bootstrap.checkpoint"), checkpointFile(root));
      // A Java without an archive of its own classes can't make one on top: the broker then starts slower, no more.
      if (existsSync(join(dir, "kafka.jsa"))) renameSync(join(dir, "kafka.jsa"), archiveFile(root));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    return { archive: sizeOf(archiveFile(root)) };
  },
};

/** @param {string} root */
function archiveFile(root) {
  return join(root, ".tools/kafka.jsa");
}

/** @param {string} root */
function checkpointFile(root) {
  return join(root, ".tools/bootstrap.checkpoint");
}

/** Formats a data folder, starts a broker on it, and stops it once it answers. @param {string} root @param {string} dir */
async function train(root, dir) {
  const { java, release } = javaOf(root);
  const port = await freePort();
  const config = join(dir, "server.properties");
  writeFileSync(config, serverProperties(port, await freePort(), join(dir, "data")));
  // The very string that the broker is started with later: the archive is bound to it.
  const classpath = ["-cp", readFileSync(classpathFile(root), "utf8").trim()];
  const remedy = `look at the log. If this Java (${release}) is at fault: PLAYHEAD_JAVA=packaged takes a packaged one.`;
  await run({
    command: java,
    args: [...JVM_FLAGS, ...classpath, "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", config],
    log: logFile(root, "kafka-format"),
    what: "Kafka's storage tool",
    remedy,
  });
  const log = logFile(root, "kafka-start");
  const archiving = `-XX:ArchiveClassesAtExit=${join(dir, "kafka.jsa")}`;
  const broker = start({
    command: java,
    args: [...JVM_FLAGS, archiving, ...classpath, "kafka.Kafka", config],
    log,
  });
  const ended = new Promise((resolve) => broker.once("exit", resolve));
  const answered = await untilItAnswers(port, broker);
  broker.kill("SIGTERM");
  await ended;
  if (!answered) throw new SetupFailure(`Kafka did not start:\n${tail(log)}`, remedy);
}

/** @param {number} port @param {number} controllerPort @param {string} data */
function serverProperties(port, controllerPort, data) {
  return [
    "process.roles=broker,controller",
    "node.id=1",
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port}`,
    "controller.listener.names=CONTROLLER",
    `controller.quorum.voters=1@127.0.0.1:${controllerPort}`,
    "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "inter.broker.listener.name=PLAINTEXT",
    // A backslash starts an escape in a .properties file.
    `log.dirs=${data.replaceAll("\\", "\\\\")}`,
    "log.cleaner.dedupe.buffer.size=4194304",
    "offsets.topic.replication.factor=1",
    "transaction.state.log.replication.factor=1",
    "transaction.state.log.min.isr=1",
    "",
  ].join("\n");
}

/** Resolves to whether the broker served a request in time. @param {number} port @param {import("node:child_process").ChildProcess} broker */
async function untilItAnswers(port, broker) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && broker.exitCode === null && broker.signalCode === null) {
    if (await answersMetadata(port)) return true;
    await delay(POLL_MS);
  }
  return false;
}

/**
 * Asks for metadata as a client would, since the port is open long before the broker works. Request: length, api key 3,
 * version 4, correlation id, client id (null), no topics, no auto-creation; the response lists the brokers after
 * length, correlation id and throttle time. See https://kafka.apache.org/protocol#The_Messages_Metadata
 *
 * @param {number} port
 * @returns {Promise<boolean>} whether a registered broker is in the answer
 */
function answersMetadata(port) {
  const request = Buffer.from("0000000f" + "0003" + "0004" + "00000001" + "ffff" + "00000000" + "00", "hex");
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(request));
    let answer = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length < 16) return;
      resolve(answer.readInt32BE(12) > 0);
      socket.destroy();
    });
    socket.setTimeout(5_000, () => socket.destroy());
    socket.on("error", () => resolve(false));
    socket.on("close", () => resolve(false));
  });
}

/** @returns {Promise<number>} a port of the loopback interface that is free now */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** @param {string} file */
function sizeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
