import { formatCount } from "../../src/view/quantities";
import { table } from "../../src/view/table";
import type { Restored } from "../memory/restore";
import type { PartitionsCost } from "./partitions";

const MEGABYTE = 1_000_000;
const MICRO = 1_000_000;

export function partitionsText(costs: readonly PartitionsCost[]): string {
  return table(costs, [
    { title: "PARTITIONS", value: ({ partitions }) => formatCount(partitions), align: "right" },
    { title: "RECORDS", value: ({ records }) => formatCount(records), align: "right" },
    { title: "FIRST RUN (s)", value: ({ firstSeconds }) => firstSeconds, digits: 2 },
    { title: "LATER RUN (s)", value: ({ laterSeconds }) => laterSeconds, digits: 2 },
    { title: "MEMORY (MB)", value: ({ peakBytes }) => peakBytes / MEGABYTE, digits: 0 },
    { title: "CHANGELOG (MB)", value: ({ disk }) => disk.changelog / MEGABYTE, digits: 1 },
    { title: "DRY RUN (s)", value: ({ planSeconds }) => planSeconds, digits: 2 },
    { title: "REWIND (s)", value: ({ executeSeconds }) => executeSeconds, digits: 2 },
    { title: "BROKER (MB)", value: ({ brokerBytes }) => brokerBytes / MEGABYTE, digits: 0 },
    { title: "ANSWER", value: ({ wrong }) => wrong ?? "right" },
  ]).text;
}

/** What a record takes on the broker's disk: itself, its output, and its share of the changelog. */
export function recordCostText({ disk, records }: PartitionsCost): string {
  const [source, output, changelog] = [disk.source, disk.output, disk.changelog].map((bytes) =>
    Math.round(bytes / (2 * records)),
  );
  return `Each record: ${source} bytes in its topic, ${output} of output, ${changelog} of changelog before it is compacted.`;
}

export function keysText(restored: readonly Restored[]): string {
  return table(restored, [
    { title: "KEYS", value: ({ keys }) => formatCount(keys), align: "right" },
    { title: "MEMORY (MB)", value: ({ peakBytes }) => peakBytes / MEGABYTE, digits: 0 },
    { title: "CHANGELOG (MB)", value: ({ changelogBytes }) => changelogBytes / MEGABYTE, digits: 0 },
    { title: "RESTORED IN (s)", value: ({ seconds }) => seconds, digits: 2 },
    { title: "MEMORY THEN (MB)", value: ({ restoredBytes }) => restoredBytes / MEGABYTE, digits: 0 },
    { title: "ANSWER", value: ({ wrong }) => wrong ?? "right" },
  ]).text;
}

/** What one more key costs, by the difference between two measurements. */
export interface KeyCost {
  /** In the process that works on them, and in one that restores them; bytes. */
  memory: number;
  restoredMemory: number;
  /** On the broker's disk, bytes. */
  changelog: number;
  restoreMicroseconds: number;
}

/**
 * @param fewer what was measured with fewer keys
 * @param more with more of them
 * @example
 * keyCost(with100k, with1M).changelog // 210
 */
export function keyCost(fewer: Restored, more: Restored): KeyCost {
  const per = (of: (each: Restored) => number): number => (of(more) - of(fewer)) / (more.keys - fewer.keys);
  return {
    memory: per(({ peakBytes }) => peakBytes),
    restoredMemory: per(({ restoredBytes }) => restoredBytes),
    changelog: per(({ changelogBytes }) => changelogBytes),
    restoreMicroseconds: per(({ seconds }) => seconds) * MICRO,
  };
}

export function keyCostText({ memory, restoredMemory, changelog, restoreMicroseconds }: KeyCost): string {
  return `Each key more: ${Math.round(memory)} bytes of memory (${Math.round(restoredMemory)} after a restore), ${Math.round(changelog)} bytes of changelog, ${restoreMicroseconds.toFixed(1)} µs to restore.`;
}
