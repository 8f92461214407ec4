import type { IngestOptions } from "../ingest/ingest";
import { print, withWorkbook, type CommonOptions } from "./session";

/** `playhead ingest FILE` */
export async function ingest(
  file: string,
  { json, ...options }: CommonOptions & IngestOptions,
): Promise<void> {
  await withWorkbook(async (workbook) => {
    print(await workbook.ingest(file, options), { ...(json ? { json } : {}) });
  });
}
