import { LISTENER, MECHANISM, type NetworkListener } from "./network-listener";

/** Where one embedded broker listens and keeps its data. */
export interface BrokerSettings {
  port: number;
  controllerPort: number;
  /** Where it is to be reached from the network, besides. */
  network?: NetworkListener | undefined;
  /** Relative to Kafka's working directory: a list is taken apart at commas, and a home's path may have one. */
  dataDir: string;
}

/**
 * The broker's `server.properties`: one KRaft node that is broker and controller, on loopback only, unless it is
 * opened to the network: then one more listener asks for a password.
 * Names and meanings: https://kafka.apache.org/documentation/#brokerconfigs
 */
export function serverProperties({ port, controllerPort, network, dataDir }: BrokerSettings): string {
  const properties: Record<string, string | number | boolean> = {
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.quorum.voters": `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${port}`,
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "log.dirs": dataDir,
    ...(network === undefined ? {} : networkProperties(port, controllerPort, network)),
    // A single node keeps one copy of everything.
    "offsets.topic.replication.factor": 1,
    "offsets.topic.num.partitions": 1,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "transaction.state.log.num.partitions": 1,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
    "share.coordinator.state.topic.num.partitions": 1,
    "group.initial.rebalance.delay.ms": 0,
    "auto.create.topics.enable": false,
    // Records carry their event time: with Kafka's default of seven days those of last year would vanish at once.
    "log.retention.ms": -1,
    "log.retention.bytes": -1,
    // Offsets of a group that rests over the holidays stay.
    "offsets.retention.minutes": 2_147_483_647,
    // The default of 128 MB is for clusters; ours compacts two tiny topics.
    "log.cleaner.dedupe.buffer.size": 4_194_304,
    // After a kill -9 the next start waits until the old session has expired.
    "broker.session.timeout.ms": 3000,
    "broker.heartbeat.interval.ms": 500,
    // Start-up time: what one node with little to do needs no more of.
    "num.network.threads": 2,
    "num.io.threads": 4,
    "background.threads": 2,
    "num.recovery.threads.per.data.dir": 2,
    // Without it, an idle broker writes to its disk twice a second.
    "metadata.max.idle.interval.ms": 0,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}\n`)
    .join("");
}

/** What is added, or takes another value, for a listener that asks for a password. */
function networkProperties(
  port: number,
  controllerPort: number,
  { address, port: networkPort }: NetworkListener,
): Record<string, string> {
  const network = `${LISTENER}://${address}:${networkPort}`;
  return {
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort},${network}`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${port},${network}`,
    "listener.security.protocol.map": `PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,${LISTENER}:SASL_PLAINTEXT`,
    "sasl.enabled.mechanisms": MECHANISM,
    [`listener.name.${LISTENER.toLowerCase()}.${MECHANISM.toLowerCase()}.sasl.jaas.config`]:
      "org.apache.kafka.common.security.scram.ScramLoginModule required;",
  };
}

/** Java's .properties format: a backslash starts an escape, and characters beyond Latin-1 are written as \uXXXX. */
function escapeProperty(value: string): string {
  return value
    .replace(/\\/g, "\\\\")
    .replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
