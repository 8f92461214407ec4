import type { Command } from "commander";
import { jsonCommand } from "./json-command";
import { printPlan } from "./rewind";
import { withWorkbook, type CommonOptions } from "./session";

interface Options extends CommonOptions {
  clamp?: true;
  execute?: true;
}

/** `playhead undo` */
export function declareUndo(playhead: Command): void {
  jsonCommand(playhead, "undo", "take back what was rewound or promoted last: a dry run, unless --execute")
    .option("--clamp", "where a log has lost the offset since, take the nearest one instead of refusing")
    .option("--execute", "do it")
    .action(undo);
}

async function undo(options: Options): Promise<void> {
  await withWorkbook(async (workbook) => {
    const plan = await workbook.undo({ clamp: options.clamp === true });
    if (options.execute) await plan.execute();
    printPlan(plan, options);
  });
}
