import { formatCount } from "../../src/view/quantities";
import { table } from "../../src/view/table";
import type { Contestant } from "../contestants";
import type { Measurement } from "../measure/contestant";
import type { Limits } from "../measure/machine";
import { median, spread } from "./statistics";
import type { TargetRow } from "./targets";

const MEGABYTE = 1_000_000;

/** What a contestant did over all rounds, on topics of so many partitions. */
export interface ContestantRow {
  partitions: number;
  contestant: string;
  guarantee: string;
  /** Records per second, from beginning to connect until the last commit. */
  rate: { median: number; min: number; max: number };
  /** Medians. */
  cpuSeconds: number;
  peakBytes: number;
  processSeconds: number;
  answer: string;
}

/** Rounds put together, in the order of the contestants. */
export function contestantRows(
  contestants: readonly Pick<Contestant, "name" | "title" | "guarantee">[],
  measurements: readonly Measurement[],
): ContestantRow[] {
  const counts = [...new Set(measurements.map(({ partitions }) => partitions))];
  return counts.flatMap((partitions) =>
    contestants.flatMap(({ name, title, guarantee }) => {
      const rounds = measurements.filter(
        (each) => each.contestant === name && each.partitions === partitions,
      );
      if (rounds.length === 0) return [];
      return [
        {
          partitions,
          contestant: title,
          guarantee,
          rate: spread(rounds.map(({ rate }) => rate)),
          cpuSeconds: median(rounds.map(({ cpuSeconds }) => cpuSeconds)),
          peakBytes: median(rounds.map(({ peakBytes }) => peakBytes)),
          processSeconds: median(rounds.map(({ processSeconds }) => processSeconds)),
          answer: rounds.find(({ wrong }) => wrong !== undefined)?.wrong ?? "right",
        },
      ];
    }),
  );
}

export function contestantsText(rows: readonly ContestantRow[]): string {
  return table(rows, [
    { title: "PARTITIONS", value: (row) => row.partitions },
    { title: "CONTESTANT", value: (row) => row.contestant },
    { title: "GUARANTEE", value: (row) => row.guarantee },
    { title: "MSG/S", value: (row) => formatCount(row.rate.median), align: "right" },
    { title: "MIN–MAX", value: (row) => range(row.rate), align: "right" },
    { title: "CPU (s)", value: (row) => row.cpuSeconds, digits: 1 },
    { title: "MEMORY (MB)", value: (row) => row.peakBytes / MEGABYTE, digits: 0 },
    { title: "PROCESS (s)", value: (row) => row.processSeconds, digits: 1 },
    { title: "ANSWER", value: (row) => row.answer },
  ]).text;
}

export function limitsText(limits: readonly Limits[]): string {
  const counts = [...new Set(limits.map(({ partitions }) => partitions))];
  const kinds = [
    { what: "read only, whole run (kafka-consumer-perf-test)", of: "read" },
    { what: "read only, fetching (kafka-consumer-perf-test)", of: "fetch" },
    { what: "write only (kafka-producer-perf-test)", of: "write" },
  ] as const;
  const rows = counts.flatMap((partitions) =>
    kinds.map(({ what, of }) => {
      const rates = limits.filter((each) => each.partitions === partitions).map((each) => each[of]);
      return { partitions, what, rate: spread(rates) };
    }),
  );
  return table(rows, [
    { title: "PARTITIONS", value: (row) => row.partitions },
    { title: "WHAT THIS MACHINE ALLOWS", value: (row) => row.what },
    { title: "MSG/S", value: (row) => formatCount(row.rate.median), align: "right" },
    { title: "MIN–MAX", value: (row) => range(row.rate), align: "right" },
  ]).text;
}

export function targetsText(rows: readonly TargetRow[]): string {
  return table(rows, [
    { title: "TARGET (4 partitions, ratios within a round)", value: (row) => row.target },
    { title: "WANTED", value: (row) => row.wanted },
    { title: "REACHED", value: (row) => row.reached },
    { title: "MET?", value: (row) => (row.met === undefined ? undefined : row.met ? "yes" : "no") },
  ]).text;
}

function range({ min, max }: { min: number; max: number }): string {
  return min === max ? "-" : `${formatCount(min)}–${formatCount(max)}`;
}
