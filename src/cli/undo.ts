import { printPlan } from "./rewind";
import { withWorkbook, type CommonOptions } from "./session";

interface Options extends CommonOptions {
  clamp?: true;
  execute?: true;
}

/** `playhead undo` */
export async function undo(options: Options): Promise<void> {
  await withWorkbook(async (workbook) => {
    const plan = await workbook.undo({ clamp: options.clamp === true });
    if (options.execute) await plan.execute();
    printPlan(plan, options);
  });
}
