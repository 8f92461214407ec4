import { definitionText } from "../processor/processor";
import { table, type Table } from "../view/table";
import type { RunInfo } from "./run-info";

/** As `playhead runs` prints them. */
export function runsTable(runs: readonly RunInfo[]): Table<RunInfo> {
  return table(runs, [
    { title: "RUN", value: ({ id }) => id, wrap: true },
    { title: "DEFINITION", value: ({ definition }) => definitionText(definition), wrap: true },
    { title: "STATE", value: ({ state }) => state },
    // What counts most stands where also a narrow page shows it.
    { title: "READERS-SEE-IT-SINCE", value: ({ promotedSince }) => toDate(promotedSince) },
    { title: "OFFSETS", value: rangesText },
    { title: "IN", value: ({ recordsIn }) => recordsIn },
    { title: "OUT", value: ({ recordsOut }) => recordsOut },
    { title: "DEAD", value: ({ deadLetters }) => deadLetters },
    { title: "WARMED-UP", value: ({ warmedUp }) => warmedUp },
    { title: "FIRST-TIME", value: ({ firstTime }) => toDate(firstTime) },
    { title: "LAST-TIME", value: ({ lastTime }) => toDate(lastTime) },
    { title: "INPUT-DIGEST", value: ({ inputDigest }) => inputDigest },
    { title: "STARTED", value: ({ startedAt }) => toDate(startedAt) },
    { title: "ENDED", value: ({ endedAt }) => toDate(endedAt) },
  ]);
}

/** `0–741`, or with several partitions `0:0–370 1:0–371`; the last offset is not part of it. */
function rangesText({ ranges, partitions }: RunInfo): string | null {
  if (partitions === 1 && ranges[0] !== undefined) return `${ranges[0].from}–${ranges[0].to}`;
  return ranges.map(({ partition, from, to }) => `${partition}:${from}–${to}`).join(" ") || null;
}

function toDate(time: number | null): Date | null {
  return time === null ? null : new Date(time);
}
