import { print, withWorkbook, type CommonOptions } from "./session";

/** `playhead apply RUN` */
export async function apply(id: string, options: CommonOptions & { execute?: true }): Promise<void> {
  await withWorkbook(async (workbook) => {
    const plan = await workbook.applyWindow({ id });
    if (options.execute) await plan.execute();
    print(plan, options);
    if (!options.execute && !options.json) process.stdout.write("\nAdd --execute to do it.\n");
  });
}
