import type { Command } from "commander";
import type { ReprocessCall } from "../workbook-calls";
import { withChosenProcessor, type ProcessorChoice } from "./chosen-processor";
import { print, withWorkbook, type CommonOptions } from "./session";

interface Options extends CommonOptions, ProcessorChoice, Omit<ReprocessCall, "signal"> {}

/** `playhead reprocess` */
export async function reprocess(options: Options, command: Command): Promise<void> {
  await withChosenProcessor(options, command, (processor, { json, ...call }) =>
    withWorkbook(async (workbook) => {
      print(await workbook.reprocess(processor, call), { ...(json ? { json } : {}) });
    }),
  );
}
