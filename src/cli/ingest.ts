import { Option, type Command } from "commander";
import type { IngestOptions } from "../ingest/ingest";
import { integer, speed } from "./arguments";
import { jsonCommand } from "./json-command";
import { print, untilInterrupted, withWorkbook, type CommonOptions } from "./session";

/** `playhead ingest FILE` */
export function declareIngest(playhead: Command): void {
  jsonCommand(
    playhead,
    "ingest",
    "append a CSV or GPX file of points to a topic; what is there already is not added again",
  )
    .argument("<file>", "CSV with the columns id, latitude, longitude, track_id, time, or GPX (.gpx)")
    .option("--topic <topic>", "topic to append to (default: raw-trackpoints)")
    .option(
      "--partitions <n>",
      "partitions of the topic, if it is made now (default: 1)",
      integer("--partitions", 1),
    )
    .option("--again", "append the file once more although it is there")
    .option("--skip-bad-rows", "take the good rows of a file that has bad ones")
    .option("--join-tracks", "take a file whose track ids the topic has from another file")
    .option("--time-zone <zone>", "IANA time zone of times that don't name one (default: UTC)")
    .addOption(
      new Option("--speed <n>", "replay it so many times faster than it happened, until Ctrl-C, or max")
        .argParser(speed)
        .default("max"),
    )
    .action(ingest);
}

async function ingest(file: string, { json, ...options }: CommonOptions & IngestOptions): Promise<void> {
  const { speed = "max" } = options;
  await withWorkbook(async (workbook) => {
    const report =
      speed === "max"
        ? await workbook.ingest(file, options)
        : await untilInterrupted((signal) => workbook.followIngesting(file, { ...options, signal }));
    print(report, { ...(json ? { json } : {}) });
  });
}
