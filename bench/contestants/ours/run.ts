// One of our contestants as a process of its own, over the public API: --processor plain|fields, --emit every|latest.
import { openWorkbook, type ProcessCall } from "playhead";
import fields from "./fields";
import plain from "./plain";
import { readTask, tellBegin } from "./task";

async function main(): Promise<void> {
  const { brokers, topic, output, group, home, processor, emit } = readTask();
  const call: ProcessCall = { group, topic, output, emit: emit === "latest" ? emit : "every" };
  tellBegin();
  const workbook = openWorkbook({ brokers: brokers.split(","), home, prefix: `${group}.` });
  if (processor === "fields") await workbook.process(fields, call);
  else await workbook.process(plain, call);
  await workbook.close();
}

void main();
