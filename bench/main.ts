// `npm run bench`: ours beside its peers. Exit codes: 0 all answers right, 1 one wrong or failed, 2 wrong usage.
import fs from "node:fs/promises";
import { parseArguments, USAGE, type BenchOptions } from "./arguments";
import { compete, MACHINE, type Outcome } from "./compete";
import { CONTESTANTS } from "./contestants";
import { onInterrupt } from "./interrupt";
import { machineFacts, machineText } from "./report/machine";
import { contestantRows, contestantsText, limitsText, targetsText } from "./report/tables";
import { targetRows } from "./report/targets";
import { runMain } from "./run-main";

const NAMES = [...CONTESTANTS.map(({ name }) => name), MACHINE];

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function report(options: BenchOptions, outcome: Outcome): Promise<void> {
  const machine = machineFacts();
  const rows = contestantRows(CONTESTANTS, outcome.measurements);
  const targets = targetRows(outcome, machine.cores);
  print(`\n${machineText(machine)}; ${options.records} records, rounds: ${options.rounds}\n`);
  if (rows.length > 0) print(`${contestantsText(rows)}\n`);
  if (outcome.limits.length > 0) print(`${limitsText(outcome.limits)}\n`);
  if (options.only === undefined) print(targetsText(targets));
  if (options.json === undefined) return;
  const everything = { machine, options, ...outcome, contestants: rows, targets };
  await fs.writeFile(options.json, `${JSON.stringify(everything, undefined, 2)}\n`);
}

async function main(): Promise<boolean> {
  const options = parseArguments(process.argv.slice(2), NAMES);
  if (options === undefined) {
    print(USAGE.replace("NAMES", NAMES.join(", ")));
    return true;
  }
  const outcome = await compete(options, print, onInterrupt());
  await report(options, outcome);
  const allRight = outcome.measurements.every(({ wrong }) => wrong === undefined);
  return allRight && outcome.failures.length === 0;
}

runMain(main);
