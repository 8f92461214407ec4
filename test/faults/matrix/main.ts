import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { ensureBroker, stopBroker } from "../../../src/broker/embedded";
import { PlayheadError } from "../../../src/errors";
import { seededRandom } from "../../../src/tracks/random";
import { formatDuration } from "../../../src/view/quantities";
import { isClean } from "../verdict";
import { runMain } from "../run-main";
import { faultsTable, writeTable, type Line } from "./report";
import { tryRow, type Row } from "./row";
import { ROWS } from "./rows";

const HELP = `npm run faults -- [--times N] [--only FAULT]… [--seed N] [--write]

Tries every fault of the matrix on a broker of its own, and compares what comes out with the plain fold over the log.
Exit code 1 if anything is lost, doubled or wrong, or a process ended that should not have.

  --times N     how often each process is killed; default 20. Faults that take long have a number of their own
  --only FAULT  only those whose names begin like this
  --seed N      which moments; default another one each time. It is printed
  --write       writes the lines into the table of docs/faults.md
`;

const DEFAULT_TIMES = 20;

interface Options {
  rows: readonly Row[];
  times: number;
  seed: number;
  write: boolean;
}

function options(): Options | undefined {
  const { values } = parseArgs({
    options: {
      times: { type: "string", default: String(DEFAULT_TIMES) },
      only: { type: "string", multiple: true },
      seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
      write: { type: "boolean", default: false },
      help: { type: "boolean" },
    },
  });
  if (values.help) return undefined;
  const [times, seed] = [Number(values.times), Number(values.seed)];
  const { only } = values;
  const rows = ROWS.filter(({ fault }) => only === undefined || only.some((name) => fault.startsWith(name)));
  if (!Number.isInteger(times) || times < 1 || !Number.isInteger(seed))
    throw new PlayheadError("BAD_OPTION", "--times and --seed take whole numbers", { remedy: HELP });
  if (rows.length === 0) {
    const known = ROWS.map(({ fault }) => `  ${fault}`).join("\n");
    throw new PlayheadError("BAD_OPTION", `No fault begins like that. They are:\n${known}`, { remedy: HELP });
  }
  return { rows, times, seed, write: values.write };
}

/** One row after the other, on one broker; those who need one of their own are given it. */
class Matrix {
  private readonly began = Date.now();
  private readonly home: string;

  constructor(
    folder: string,
    private readonly options: Options,
  ) {
    this.home = path.join(folder, "home");
  }

  async run(): Promise<Line[]> {
    const lines: Line[] = [];
    for (const [number, row] of this.options.rows.entries()) lines.push(await this.line(row, number));
    return lines;
  }

  async stop(): Promise<void> {
    await stopBroker(this.home);
  }

  private async line(row: Row, number: number): Promise<Line> {
    const { fault } = row;
    const missing = await row.missing?.();
    if (missing !== undefined) {
      this.say(`${fault}: not tried, ${missing}`);
      return { fault, missing };
    }
    const times = row.full === "asked" ? this.options.times : row.full;
    try {
      const tried = await tryRow(row, await this.ground(row, number), times, (time, recovery) =>
        this.say(`${fault}: ${time} of ${times}, well again after ${formatDuration(recovery)}`),
      );
      const { compared, lost, duplicated, wrong, examples } = tried.verdict;
      this.say(`${fault}: compared ${compared}, lost ${lost}, duplicated ${duplicated}, wrong ${wrong}`);
      for (const example of examples) this.say(`  ${example}`);
      return { fault, tried };
    } catch (error) {
      const failure = error instanceof PlayheadError ? error.describe() : String(error);
      this.say(`${fault}: FAILED: ${failure}`);
      return { fault, failure };
    } finally {
      if (row.ownBroker) await stopBroker(this.homeOf(number));
    }
  }

  private async ground({ ownBroker }: Row, number: number) {
    const random = seededRandom(this.options.seed + number);
    const brokers = ownBroker ? undefined : [(await ensureBroker(this.home)).address];
    const config = { home: this.homeOf(number), brokers, prefix: prefixOf(number), dataFile: "" };
    return { config, random };
  }

  private homeOf(number: number): string {
    return path.join(this.home, prefixOf(number));
  }

  private say(what: string): void {
    process.stdout.write(`${formatDuration(Date.now() - this.began).padStart(9)}  ${what}\n`);
  }
}

function prefixOf(number: number): string {
  return `faults-${number + 1}.`;
}

async function main(): Promise<void> {
  const chosen = options();
  if (chosen === undefined) return void process.stdout.write(HELP);
  // Killed, it can't stop its broker: that notices by itself.
  process.env["PLAYHEAD_OWNER_PID"] = String(process.pid);
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-faults-"));
  process.stdout.write(`faults: ${chosen.rows.length} rows, --times ${chosen.times} --seed ${chosen.seed}\n`);
  const matrix = new Matrix(folder, chosen);
  try {
    const lines = await matrix.run();
    process.stdout.write(`\n${faultsTable(lines).text}\n`);
    if (chosen.write) await writeTable(lines);
    const isBad = ({ failure, tried }: Line) =>
      failure !== undefined || (tried !== undefined && !isClean(tried.verdict));
    if (lines.some(isBad)) process.exitCode = 1;
  } finally {
    await matrix.stop();
    if (process.exitCode === 1) process.stdout.write(`The broker's log and data are kept: ${folder}\n`);
    else await fs.rm(folder, { recursive: true, force: true });
  }
}

runMain(main);
