import type { Connection } from "../kafka/connection";
import { shellWord } from "../kafka/tools";

/** The file that tells Kafka's tools user and password: they read no variables of the environment. See docs/clusters.md. */
const LOGIN_FILE = "client.properties";

/** The command of Kafka's own tool for the same, ready to copy. */
export function kafkaConsumerGroups(
  { brokers, access }: Pick<Connection, "brokers"> & Partial<Pick<Connection, "access">>,
  ...words: string[]
): string {
  const open = access?.credentials === undefined && access?.tls === undefined;
  const login = open ? [] : ["--command-config", LOGIN_FILE];
  const command = ["kafka-consumer-groups", "--bootstrap-server", brokers.join(","), ...login, ...words];
  return command.map(shellWord).join(" ");
}

/** The file that a command which is to be copied makes of offsets. */
export const OFFSETS_FILE = "offsets.csv";

/** A command with the file of these lines that it needs: Kafka's tool reads none from its standard input. */
export function withOffsetsFile(lines: readonly string[], command: string): string {
  return `printf '%s\\n' ${lines.map(shellWord).join(" ")} > ${OFFSETS_FILE} && ${command}`;
}
