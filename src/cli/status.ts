import { readConfig } from "../config";
import { readStatus } from "../status/status";
import { statusText } from "../status/status-text";
import { print, withWorkbook, type CommonOptions } from "./session";

/** `playhead status`: asks, but starts nothing. */
export async function status(options: CommonOptions): Promise<void> {
  const found = await readStatus(readConfig(), () => withWorkbook((workbook) => workbook.groups()));
  print(options.json ? found : statusText(found, Date.now()), options);
}
