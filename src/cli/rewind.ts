import { CommanderError } from "commander";
import { groupActive } from "../rewind/rewind";
import { earliest, toOffset } from "../rewind/targets";
import { print, withWorkbook, type CommonOptions } from "./session";

interface Options extends CommonOptions {
  group: string;
  topic: string;
  toEarliest?: true;
  toOffset?: number;
  execute?: true;
}

/** `playhead rewind` */
export async function rewind(options: Options): Promise<void> {
  const target = options.toOffset === undefined ? earliest() : toOffset(options.toOffset);
  if (options.toOffset === undefined && options.toEarliest === undefined) {
    process.stderr.write("error: say where to: --to-earliest or --to-offset N\n");
    throw new CommanderError(2, "playhead.target", "no target");
  }
  await withWorkbook(async (workbook) => {
    const plan = await workbook.rewind(options.group, target, options.topic);
    if (options.execute) {
      if (plan.members.length > 0) throw groupActive(plan.group, plan.members);
      await plan.execute();
    }
    print(plan, options);
    if (!options.execute && !options.json) process.stdout.write("\nAdd --execute to do it.\n");
  });
}
