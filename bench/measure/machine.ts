import { ensureTopic } from "../../src/kafka/topics";
import { runCommand, type Command } from "./run-command";
import { fetchRates, produceRate, type FetchRates } from "./perf-tools";
import { deleteTopicsBut } from "./topics";
import type { Source } from "./contestant";
import type { Place } from "./run-contestant";

/** What this machine allows, by Kafka's own tools: records per second. */
export interface Limits extends FetchRates {
  partitions: number;
  round: number;
  write: number;
}

/**
 * Measures reading only (kafka-consumer-perf-test) and writing only (kafka-producer-perf-test, as many records, of the
 * sources' mean size).
 */
export async function measureLimits(
  { broker, installation, sources, signal }: Place,
  { topic, partitions, records }: Source,
  { run, round, recordBytes }: { run: string; round: number; recordBytes: number },
): Promise<Limits> {
  const { connection, address } = broker;
  const { java, classpath, python } = installation;
  const tool = (name: string, ...args: string[]): Command => ({
    command: java,
    // The heap of Kafka's own start scripts for these tools.
    args: [
      "-Xmx512M",
      "-cp",
      classpath,
      `org.apache.kafka.tools.${name}`,
      "--bootstrap-server",
      address,
      ...args,
    ],
  });
  const read = await runCommand(
    tool("ConsumerPerformance", "--topic", topic, "--group", run, "--num-records", String(records)),
    { python, signal },
  );
  const output = `${run}-output`;
  await ensureTopic(connection, { topic: output, partitions });
  const size = ["--num-records", String(records), "--record-size", String(recordBytes)];
  const write = await runCommand(
    tool("ProducerPerformance", "--topic", output, ...size, "--throughput", "-1"),
    { python, signal },
  );
  await deleteTopicsBut(connection, sources);
  return { partitions, round, ...fetchRates(read.lines, records), write: produceRate(write.lines) };
}
