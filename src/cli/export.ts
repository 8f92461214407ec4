import { print, withWorkbook, type CommonOptions } from "./session";

interface Options extends CommonOptions {
  db?: string;
  run?: string;
  query?: string;
  overwrite?: true;
}

/** `playhead export` */
export async function exportFile(file: string, { json, query, ...call }: Options): Promise<void> {
  await withWorkbook(async (workbook) => {
    const report = await workbook.export(file, { ...call, ...(query === undefined ? {} : { sql: query }) });
    print(report, { ...(json ? { json } : {}) });
  });
}
