import { formatCount } from "../../src/view/quantities";
import { table } from "../../src/view/table";
import type { Contestant } from "../contestants";
import type { Measurement } from "../measure/contestant";
import type { Restored } from "./restore";

type Named = readonly Pick<Contestant, "name" | "title">[];

const MEGABYTE = 1_000_000;
/** How much more may be taken for the noise of a machine. */
const FLAT = 1.25;
const PROPORTIONAL = 1.15;
const RESTORE_SECONDS = 2;

export function sizesText(contestants: Named, measurements: readonly Measurement[]): string {
  return table(measurements, [
    { title: "CONTESTANT", value: ({ contestant }) => titleOf(contestants, contestant) },
    { title: "RECORDS", value: ({ records }) => formatCount(records), align: "right" },
    { title: "TIME (s)", value: ({ seconds }) => seconds, digits: 2 },
    { title: "MSG/S", value: ({ rate }) => formatCount(rate), align: "right" },
    { title: "CPU (s)", value: ({ cpuSeconds }) => cpuSeconds, digits: 1 },
    { title: "MEMORY (MB)", value: ({ peakBytes }) => peakBytes / MEGABYTE, digits: 0 },
    { title: "ANSWER", value: ({ wrong }) => wrong ?? "right" },
  ]).text;
}

/** How a contestant's needs grow from the smallest to the largest topic. */
export interface GrowthRow {
  contestant: string;
  /** Peak memory on the largest topic, as a multiple of that on the smallest. */
  memory: number;
  /** Time per record on the largest topic, as a multiple of that on the smallest. */
  timePerRecord: number;
  flat: boolean;
  proportional: boolean;
}

/** @param measurements of each contestant at least one, the smallest topic's first */
export function growthRows(contestants: Named, measurements: readonly Measurement[]): GrowthRow[] {
  return contestants.flatMap(({ name, title }) => {
    const own = measurements.filter(({ contestant }) => contestant === name);
    const [small, large] = [own[0], own.at(-1)];
    if (small === undefined || large === undefined) return [];
    const memory = large.peakBytes / small.peakBytes;
    const timePerRecord = small.rate / large.rate;
    const row = { contestant: title, memory, timePerRecord };
    return [{ ...row, flat: memory <= FLAT, proportional: timePerRecord <= PROPORTIONAL }];
  });
}

export function growthText(rows: readonly GrowthRow[]): string {
  return table(rows, [
    { title: "FROM SMALL TO LARGE", value: ({ contestant }) => contestant },
    { title: "MEMORY", value: ({ memory }) => `${memory.toFixed(2)} ×`, align: "right" },
    { title: `FLAT (≤ ${FLAT} ×)?`, value: ({ flat }) => yes(flat) },
    {
      title: "TIME PER RECORD",
      value: ({ timePerRecord }) => `${timePerRecord.toFixed(2)} ×`,
      align: "right",
    },
    { title: `PROPORTIONAL (≤ ${PROPORTIONAL} ×)?`, value: ({ proportional }) => yes(proportional) },
  ]).text;
}

export function restoreText(contestants: Named, restored: readonly Restored[]): string {
  return table(restored, [
    { title: "RESTORING", value: ({ contestant }) => titleOf(contestants, contestant) },
    { title: "KEYS", value: ({ keys }) => formatCount(keys), align: "right" },
    { title: "TIME (s)", value: ({ seconds }) => seconds, digits: 2 },
    { title: `≤ ${RESTORE_SECONDS} s?`, value: ({ seconds }) => yes(seconds <= RESTORE_SECONDS) },
    { title: "ANSWER", value: ({ wrong }) => wrong ?? "right" },
  ]).text;
}

function titleOf(contestants: Named, name: string): string {
  return contestants.find((each) => each.name === name)?.title ?? name;
}

function yes(is: boolean): string {
  return is ? "yes" : "no";
}
