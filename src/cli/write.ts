import { print, untilInterrupted, withWorkbook, type CommonOptions } from "./session";

/** `playhead write` */
export async function write({
  follow,
  json,
  ...call
}: CommonOptions & { db?: string; follow?: true }): Promise<void> {
  await withWorkbook(async (workbook) => {
    const report = follow
      ? await untilInterrupted(await workbook.followWriting(call))
      : await workbook.write(call);
    print(report, { ...(json ? { json } : {}) });
  });
}
