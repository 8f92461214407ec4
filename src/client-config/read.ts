import fs from "node:fs";
import path from "node:path";
import { PlayheadError } from "../errors";
import { loadTls } from "./load-tls";
import { parseProperties, type Properties, type Property } from "./properties";
import { resolveReferences } from "./references";
import { clientSettings, type ClientSettings } from "./settings";
import { readSmallFile } from "./small-file";
import type { Tls } from "./tls";
import { overridden, propertiesOf } from "./variables";

/** How a cluster is reached, with all that has to be read for it. */
export interface ClientConfig extends Omit<ClientSettings, "tls" | "unused"> {
  tls: Tls | undefined;
  /** What weakens who may listen or pretend to be the cluster, in sentences. */
  warnings: string[];
  /** Names of the file's settings that have no effect here. */
  unused: string[];
}

const PATHS = ["ssl.truststore.location", "ssl.keystore.location", "ssl.key.location"];
const SECRETS = /password$|^sasl\.jaas\.config$|^ssl\.keystore\.key$/;
const OTHERS_MAY_READ = 0o004;
const NONE: Properties = new Map();
const UNCHECKED_HOST =
  "ssl.endpoint.identification.algorithm is empty: whoever has any certificate of an authority that you trust can pretend to be a broker";

/**
 * Reads how a cluster is reached: from the file of Kafka's client properties that `KAFKA_CONFIG` names, and from the
 * environment, which takes the place of what the file says: see {@link VARIABLES}.
 *
 * @throws PlayheadError BAD_OPTION, FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_TOO_LARGE, BAD_CERTIFICATE
 * @example
 * readClientConfig({ KAFKA_BROKERS: "127.0.0.1:9092" }).brokers // ["127.0.0.1:9092"]
 */
export function readClientConfig(env: NodeJS.ProcessEnv): ClientConfig {
  const file = env["KAFKA_CONFIG"] ? path.resolve(env["KAFKA_CONFIG"]) : undefined;
  const written = file === undefined ? NONE : readProperties(file);
  const { tls, unused, ...settings } = clientSettings(
    overridden(resolveReferences(written, env), propertiesOf(env)),
  );
  if (file !== undefined && settings.brokers === undefined) {
    throw new PlayheadError("BAD_OPTION", `${file} (KAFKA_CONFIG) names no bootstrap.servers`, {
      remedy: "write bootstrap.servers=host:port,… into it, or set KAFKA_BROKERS",
    });
  }
  return {
    ...settings,
    tls: tls && loadTls(tls),
    unused,
    warnings: [
      ...(file !== undefined && showsSecrets(file, written) ? [openToOthers(file)] : []),
      ...(tls?.checkHost === false ? [UNCHECKED_HOST] : []),
    ],
  };
}

function readProperties(file: string): Properties {
  const properties = parseProperties(readSmallFile({ value: file, from: "KAFKA_CONFIG" }), file);
  const absolute = ([name, property]: [string, Property]): [string, Property] => [
    name,
    PATHS.includes(name) && property.value.trim() !== ""
      ? { ...property, value: path.resolve(path.dirname(file), property.value.trim()) }
      : property,
  ];
  return new Map([...properties].map(absolute));
}

function showsSecrets(file: string, properties: Properties): boolean {
  const holds = [...properties].some(([name, { value }]) => SECRETS.test(name) && !value.includes("${env:"));
  // Windows has no such modes.
  return holds && process.platform !== "win32" && (fs.statSync(file).mode & OTHERS_MAY_READ) !== 0;
}

function openToOthers(file: string): string {
  return `${file} holds a password, and every user of this machine may read it: chmod 600 ${file}`;
}
