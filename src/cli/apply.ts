import type { Command } from "commander";
import { jsonCommand } from "./json-command";
import { print, withWorkbook, type CommonOptions } from "./session";

/** `playhead apply RUN` */
export function declareApply(playhead: Command): void {
  jsonCommand(
    playhead,
    "apply",
    "put a window's results in the place of those readers see: a dry run, unless --execute",
  )
    .argument("<run>", "id of the window's run")
    .option("--execute", "do it")
    .action(apply);
}

async function apply(id: string, options: CommonOptions & { execute?: true }): Promise<void> {
  await withWorkbook(async (workbook) => {
    const plan = await workbook.applyWindow({ id });
    if (options.execute) await plan.execute();
    print(plan, options);
    if (!options.execute && !options.json) process.stdout.write("\nAdd --execute to do it.\n");
  });
}
