import type { Command } from "commander";
import { jsonCommand } from "./json-command";
import { print, withWorkbook, type CommonOptions } from "./session";

interface Options extends CommonOptions {
  group?: string;
  topic?: string;
}

/** `playhead dead-letters` */
export function declareDeadLetters(playhead: Command): void {
  jsonCommand(playhead, "dead-letters", "show the records that a group could not process and has put aside")
    .option("--group <group>", "consumer group (default: distance_calculator)")
    .option("--topic <topic>", "topic that it reads (default: raw-trackpoints)")
    .action(deadLetters);
}

async function deadLetters({ json, ...call }: Options): Promise<void> {
  await withWorkbook(async (workbook) =>
    print(await workbook.deadLetters(call), { ...(json ? { json } : {}) }),
  );
}
