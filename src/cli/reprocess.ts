import { Option, type Command } from "commander";
import type { ReprocessCall } from "../workbook-calls";
import { withChosenProcessor, withProcessorOptions, type ProcessorChoice } from "./chosen-processor";
import { jsonCommand } from "./json-command";
import { print, withWorkbook, type CommonOptions } from "./session";

interface Options extends CommonOptions, ProcessorChoice, Omit<ReprocessCall, "signal"> {}

/** `playhead reprocess` */
export function declareReprocess(playhead: Command): void {
  withProcessorOptions(
    jsonCommand(
      playhead,
      "reprocess",
      "compute a new run beside a live group, compare the two, and change over if asked to",
    ),
  )
    .option("--group <group>", "the group that is live (default: distance_calculator)")
    .option("--topic <topic>", "topic that it reads (default: raw-trackpoints)")
    .addOption(
      new Option("--bad-records <what>", "stop before a record that can't be processed, or put it aside")
        .choices(["stop", "dead-letter"])
        .default("stop"),
    )
    .option("--promote", "if all checks hold, give the group's name, offsets and state to the new definition")
    .action(reprocess);
}

async function reprocess(options: Options, command: Command): Promise<void> {
  await withChosenProcessor(options, command, (processor, { json, ...call }) =>
    withWorkbook(async (workbook) => {
      print(await workbook.reprocess(processor, call), { ...(json ? { json } : {}) });
    }),
  );
}
