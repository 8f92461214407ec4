import { print, withWorkbook, type CommonOptions } from "./session";

/** `playhead groups [GROUP]` */
export async function groups(group: string | undefined, options: CommonOptions): Promise<void> {
  await withWorkbook(async (workbook) => print(await workbook.groups(group), options));
}
