/** Shell quoting for names that go into a command to be copied. */
export function shellWord(word: string): string {
  return /^[\w.,:/@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The file by which whoever runs the cluster logs in to it with Kafka's own tools: what it is called is up to them. */
const ADMIN_FILE = "admin.properties";

/**
 * A command of Kafka's own tools for whoever runs the cluster, ready to copy.
 *
 * @example
 * adminCommand(["127.0.0.1:9092"], "kafka-topics", "--list");
 * // "kafka-topics --bootstrap-server 127.0.0.1:9092 --command-config admin.properties --list"
 */
export function adminCommand(brokers: readonly string[], tool: string, ...words: string[]): string {
  const at = ["--bootstrap-server", brokers.join(","), "--command-config", ADMIN_FILE];
  return [tool, ...at, ...words].map(shellWord).join(" ");
}
