import { print, withWorkbook, type CommonOptions } from "./session";

/** `playhead query` */
export async function query({ db, ...options }: CommonOptions & { db?: string }): Promise<void> {
  await withWorkbook(async (workbook) => {
    print(await workbook.query(undefined, db === undefined ? {} : { db }), options);
  });
}
