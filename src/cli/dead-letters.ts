import { print, withWorkbook, type CommonOptions } from "./session";

interface Options extends CommonOptions {
  group?: string;
  topic?: string;
}

/** `playhead dead-letters` */
export async function deadLetters({ json, ...call }: Options): Promise<void> {
  await withWorkbook(async (workbook) =>
    print(await workbook.deadLetters(call), { ...(json ? { json } : {}) }),
  );
}
