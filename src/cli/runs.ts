import { print, withWorkbook, type CommonOptions } from "./session";

/** `playhead runs` */
export async function runs({
  json,
  ...wanted
}: CommonOptions & { group?: string; topic?: string }): Promise<void> {
  await withWorkbook(async (workbook) => print(await workbook.runs(wanted), { ...(json ? { json } : {}) }));
}
