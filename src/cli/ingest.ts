import type { IngestOptions } from "../ingest/ingest";
import { print, untilInterrupted, withWorkbook, type CommonOptions } from "./session";

/** `playhead ingest FILE` */
export async function ingest(
  file: string,
  { json, ...options }: CommonOptions & IngestOptions,
): Promise<void> {
  const { speed = "max" } = options;
  await withWorkbook(async (workbook) => {
    const report =
      speed === "max"
        ? await workbook.ingest(file, options)
        : await untilInterrupted((signal) => workbook.followIngesting(file, { ...options, signal }));
    print(report, { ...(json ? { json } : {}) });
  });
}
