import { print, untilInterrupted, withWorkbook, type CommonOptions } from "./session";

/** `playhead write` */
export async function write({
  follow,
  rebuild = false,
  json,
  ...call
}: CommonOptions & { db?: string; follow?: true; rebuild?: boolean }): Promise<void> {
  await withWorkbook(async (workbook) => {
    const report = follow
      ? await untilInterrupted((signal) => workbook.followWriting({ ...call, signal }))
      : await workbook.write({ ...call, rebuild });
    print(report, { ...(json ? { json } : {}) });
  });
}
