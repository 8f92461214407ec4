import { print, withWorkbook, type CommonOptions } from "./session";

/** `playhead promote RUN` */
export async function promote(run: string, options: CommonOptions & { execute?: true }): Promise<void> {
  await withWorkbook(async (workbook) => {
    const plan = await workbook.promote(run);
    if (options.execute) await plan.execute();
    print(plan, options);
    if (!options.execute && !options.json && plan.changes)
      process.stdout.write("\nAdd --execute to do it.\n");
  });
}
