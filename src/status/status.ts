import fs from "node:fs/promises";
import { version as duckdbVersion } from "@duckdb/node-api";
import { networkAddress } from "../broker/advertise";
import { findBroker } from "../broker/embedded";
import { brokerFiles } from "../broker/home";
import { kafkaVersion } from "../broker/installation";
import type { Config } from "../config";
import { HOME_FORMAT, requireKnownFormat } from "../home/format";
import { homeParts, type HomePart } from "../home/parts";
import { VERSION } from "../installed";
import type { GroupOffsets } from "../kafka/groups";
import { openSink } from "../sink/open-sink";

/** What there is, and how it stands. What is not known, or does not exist, is null. */
export interface Status {
  /** Addresses, `host:port`; none where the home's own broker does not run. */
  brokers: readonly string[];
  /** Whether it is the home's own broker, and not a cluster that KAFKA_BROKERS names. */
  embedded: boolean;
  running: boolean;
  /** Of a running broker of the home's own. */
  process: { pid: number; startedAt: string } | null;
  /** `ADDRESS:port` for other machines, where the home's own broker was opened to them. */
  advertised: string | null;
  prefix: string;
  groups: GroupStatus[];
  home: string;
  /** Where results are kept: a file, or a server's database and schema. */
  database: string;
  disk: {
    /** What is there of the home; empty where there is none yet. */
    parts: HomePart[];
    /** Bytes; null where the home's folder is not there. */
    free: number | null;
  };
  versions: { playhead: string; node: string; kafka: string | null; duckdb: string; homeFormat: number };
}

/** A group on one of its topics. */
export interface GroupStatus {
  group: string;
  /** Kafka's word: `Stable` has members, `Empty` has none. */
  state: string;
  topic: string;
  partitions: number;
  /** Of all partitions together, in offsets. */
  lag: number;
}

/**
 * Looks, and starts nothing.
 *
 * @param readGroups asks the broker; called only where one runs
 * @throws PlayheadError HOME_FORMAT; BROKER_UNREACHABLE, AUTHENTICATION_FAILED where KAFKA_BROKERS names a cluster
 */
export async function readStatus(
  config: Config,
  readGroups: () => Promise<readonly GroupOffsets[]>,
): Promise<Status> {
  const { home, brokers: cluster, prefix } = config;
  requireKnownFormat(home);
  const embedded = cluster === undefined;
  const broker = embedded ? await findBroker(home) : undefined;
  const brokers = cluster ?? (broker === undefined ? [] : [broker.address]);
  const running = brokers.length > 0;
  return {
    brokers,
    embedded,
    running,
    process: broker === undefined ? null : { pid: broker.pid, startedAt: await startedAt(home) },
    advertised: (embedded ? await networkAddress(home) : undefined) ?? null,
    prefix,
    groups: running ? groupsByTopic(await readGroups()) : [],
    home,
    database: openSink(config).name,
    disk: { parts: await homeParts(home), free: await freeSpace(home) },
    versions: {
      playhead: VERSION,
      node: process.versions.node,
      // The protocol does not tell which version a cluster has.
      kafka: embedded ? (kafkaVersion() ?? null) : null,
      duckdb: duckdbVersion().replace(/^v/, ""),
      homeFormat: HOME_FORMAT,
    },
  };
}

/** The broker itself writes its state file, when it starts. */
async function startedAt(home: string): Promise<string> {
  const { mtime } = await fs.stat((await brokerFiles(home)).state);
  return mtime.toISOString();
}

function freeSpace(home: string): Promise<number | null> {
  return fs.statfs(home).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );
}

/** What a group has on each topic, its partitions taken together. */
export function groupsByTopic(rows: readonly GroupOffsets[]): GroupStatus[] {
  const groups = new Map<string, GroupStatus>();
  for (const { group, topic, state, lag } of rows) {
    const key = JSON.stringify([group, topic]);
    const known = groups.get(key) ?? { group, state, topic, partitions: 0, lag: 0 };
    groups.set(key, { ...known, partitions: known.partitions + 1, lag: known.lag + lag });
  }
  return [...groups.values()];
}
