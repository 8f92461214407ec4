// The second run: another definition reads the topic from its start over and over, each time in a group of its own,
// until SIGINT. Says at its end how much it has read.
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { openWorkbook } from "../../src/workbook";

export interface Reread {
  runs: number;
  records: number;
}

const stop = new AbortController();
process.once("SIGINT", () => stop.abort());

async function main(): Promise<void> {
  const workbook = openWorkbook();
  const told: Reread = { runs: 0, records: 0 };
  const processor = cumulativeDistance({ unit: "mi" });
  while (!stop.signal.aborted) {
    const call = { group: `again-${told.runs}`, output: "again", signal: stop.signal };
    told.records += (await workbook.process(processor, call)).recordsIn;
    told.runs++;
  }
  await workbook.close();
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

void main();
