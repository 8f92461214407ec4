import type { Command } from "commander";
import { jsonCommand } from "./json-command";
import { print, withWorkbook, type CommonOptions } from "./session";

/** `playhead groups [GROUP]` */
export function declareGroups(playhead: Command): void {
  jsonCommand(playhead, "groups", "show where the consumer groups stand")
    .argument("[group]", "only this group")
    .action(groups);
}

async function groups(group: string | undefined, options: CommonOptions): Promise<void> {
  await withWorkbook(async (workbook) => print(await workbook.groups(group), options));
}
