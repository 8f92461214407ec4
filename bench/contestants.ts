import path from "node:path";
import { PROJECT_ROOT } from "../src/config";
import type { Outputs } from "./answer/check";
import type { BenchInstallation } from "./installation";
import type { Command } from "./measure/run-command";

/** What a contestant is told. */
export interface ContestantTask {
  brokers: string;
  topic: string;
  output: string;
  group: string;
  /** A folder of its own, for what it keeps on disk. */
  home: string;
  records: number;
}

export interface Contestant {
  /** As `--only` knows it. */
  name: string;
  title: string;
  guarantee: "exactly once" | "at least once";
  outputs: Outputs;
  /** Whether it is one for several partitions only: threads share them. */
  severalPartitions: boolean;
  command: (task: ContestantTask, installation: BenchInstallation) => Command;
}

const HERE = path.join(PROJECT_ROOT, "bench/contestants");
const ONCE = { guarantee: "exactly once", outputs: "every", severalPartitions: false } as const;

/** Everyone who reads, computes, writes, keeps durable state and commits; in the order of the table. */
export const CONTESTANTS: readonly Contestant[] = [
  { ...ONCE, name: "ours", title: "playhead, plain function", command: ours({ processor: "plain" }) },
  {
    ...ONCE,
    name: "ours-fields",
    title: "playhead, declared fields",
    command: ours({ processor: "fields" }),
  },
  {
    ...ONCE,
    name: "ours-latest",
    title: 'playhead, declared fields, emit: "latest"',
    outputs: "latest",
    command: ours({ processor: "fields", emit: "latest" }),
  },
  {
    ...ONCE,
    name: "ours-workers",
    title: "playhead, plain function, --workers 4",
    severalPartitions: true,
    command: ourWorkers(4),
  },
  {
    ...ONCE,
    name: "streams",
    title: "Kafka Streams, 1 thread",
    guarantee: "at least once",
    command: streams(1, "at_least_once"),
  },
  {
    ...ONCE,
    name: "streams-4",
    title: "Kafka Streams, 4 threads",
    guarantee: "at least once",
    severalPartitions: true,
    command: streams(4, "at_least_once"),
  },
  { ...ONCE, name: "streams-eos", title: "Kafka Streams, 1 thread", command: streams(1, "exactly_once_v2") },
  {
    ...ONCE,
    name: "confluent",
    title: "confluent-kafka",
    guarantee: "at least once",
    command: python("confluent.py"),
  },
  { ...ONCE, name: "quix", title: "quixstreams", guarantee: "at least once", command: python("quix.py") },
];

function ours(options: Record<string, string>): Contestant["command"] {
  return (task) => ({
    command: process.execPath,
    args: ["--require", "tsx/cjs", path.join(HERE, "ours/run.ts"), ...asArguments({ ...task, ...options })],
  });
}

function ourWorkers(workers: number): Contestant["command"] {
  return ({ brokers, topic, output, group, home }) => ({
    command: process.execPath,
    args: [
      ...[path.join(PROJECT_ROOT, "bin/playhead.js"), "process"],
      ...asArguments({ processor: path.join(HERE, "ours/plain-timed.ts"), workers, group, topic, output }),
    ],
    env: { KAFKA_BROKERS: brokers, PLAYHEAD_HOME: home, PLAYHEAD_PREFIX: `${group}.` },
  });
}

function streams(threads: number, guarantee: string): Contestant["command"] {
  return (task, { java, classpath }) => ({
    command: java,
    args: [
      ...["-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp", classpath, "CumulativeDistance"],
      ...asArguments({ ...task, threads, guarantee }),
    ],
  });
}

function python(file: string): Contestant["command"] {
  return (task, { peersPython }) => ({
    command: peersPython,
    args: ["-B", "-W", "ignore", path.join(HERE, "python", file), ...asArguments({ ...task })],
  });
}

function asArguments(options: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
}
