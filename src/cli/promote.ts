import type { Command } from "commander";
import { jsonCommand } from "./json-command";
import { print, withWorkbook, type CommonOptions } from "./session";

/** `playhead promote RUN` */
export function declarePromote(playhead: Command): void {
  jsonCommand(playhead, "promote", "give readers a run's results: a dry run, unless --execute")
    .argument("<run>", "id of the run")
    .option("--execute", "do it")
    .action(promote);
}

async function promote(run: string, options: CommonOptions & { execute?: true }): Promise<void> {
  await withWorkbook(async (workbook) => {
    const plan = await workbook.promote(run);
    if (options.execute) await plan.execute();
    print(plan, options);
    if (!options.execute && !options.json && plan.changes)
      process.stdout.write("\nAdd --execute to do it.\n");
  });
}
