import { print, withWorkbook, type CommonOptions } from "./session";

interface AuditOptions extends CommonOptions {
  topic?: string;
  table?: string;
  tolerance?: number;
}

/** `playhead audit [TABLE]`: fails where the table is not whole and of one meaning. */
export async function audit(file: string | undefined, { json, ...options }: AuditOptions): Promise<void> {
  await withWorkbook(async (workbook) => {
    const report = await workbook.audit(file, options);
    print(report, json === undefined ? {} : { json });
    if (!report.whole) process.exitCode = 1;
  });
}
