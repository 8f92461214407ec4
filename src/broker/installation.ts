import fs from "node:fs";
import path from "node:path";
import { PROJECT_ROOT } from "../config";
import { PlayheadError } from "../errors";
import { SET_UP_COMMAND } from "../installed";

/** What the set-up has put into `.tools/`: how to start Kafka on this machine. */
export interface Installation {
  java: string;
  classpath: string;
  /** The AppCDS archive that halves the start-up time; made for exactly this Java and this classpath. */
  archive: string | undefined;
  /** What Kafka's storage tool puts into a new data folder. It holds no identity. */
  checkpoint: string;
}

/** @throws PlayheadError SETUP_MISSING */
export function readInstallation(root = PROJECT_ROOT): Installation {
  const tools = path.join(root, ".tools");
  try {
    const { java } = JSON.parse(fs.readFileSync(path.join(tools, "java.json"), "utf8")) as { java: string };
    const classpath = fs.readFileSync(path.join(tools, "classpath.txt"), "utf8").trim();
    const archive = path.join(tools, "kafka.jsa");
    const checkpoint = path.join(tools, "bootstrap.checkpoint");
    fs.accessSync(checkpoint);
    return { java, classpath, archive: fs.existsSync(archive) ? archive : undefined, checkpoint };
  } catch (error) {
    throw new PlayheadError("SETUP_MISSING", "Kafka or Java is not installed in this project yet", {
      remedy: `run \`${SET_UP_COMMAND}\` in the project's folder, which takes a minute, or name a cluster with KAFKA_BROKERS`,
      cause: error,
    });
  }
}

/** The version of the Kafka that the set-up has installed, e.g. "4.3.1", by the name of its jar; undefined where there is none. */
export function kafkaVersion(root = PROJECT_ROOT): string | undefined {
  const file = path.join(root, ".tools", "classpath.txt");
  if (!fs.existsSync(file)) return undefined;
  return /\/kafka_[\d.]+-([\d.]+)\.jar/.exec(fs.readFileSync(file, "utf8"))?.[1];
}
