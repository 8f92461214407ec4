import type { Command } from "commander";
import { readConfig } from "../config";
import { readStatus } from "../status/status";
import { statusText } from "../status/status-text";
import { jsonCommand } from "./json-command";
import { print, withWorkbook, type CommonOptions } from "./session";

/** `playhead status`: asks, but starts nothing. */
export function declareStatus(playhead: Command): void {
  jsonCommand(
    playhead,
    "status",
    "show the broker, the groups and their lag, the home's size, and all versions",
  ).action(status);
}

async function status(options: CommonOptions): Promise<void> {
  const found = await readStatus(readConfig(), () => withWorkbook((workbook) => workbook.groups()));
  print(options.json ? found : statusText(found, Date.now()), options);
}
