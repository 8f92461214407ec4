import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { stopBroker } from "../../src/broker/embedded";
import { PlayheadError } from "../../src/errors";
import { seededRandom, type Random } from "../../src/tracks/random";
import { table } from "../../src/view/table";
import {
  brokerKilled,
  memberFrozen,
  memberJoins,
  memberKilled,
  memberLeaves,
  processorKilled,
  resetTo,
  writerKilled,
  type Fault,
} from "./faults";
import { runMain } from "./run-main";
import { Scenario } from "./scenario";
import { isClean, type Verdict } from "./verdict";

const HELP = `npm run soak -- [--minutes N] [--seed N]

Faults in random order against a broker of its own while records are appended, processed and written; after every few of
them all is compared with the plain fold. Exit code 1 if anything is lost, doubled or wrong, or
a process ended that should not have; its broker's log and data are then kept.

  --minutes N  how long; default 10
  --seed N     which order, partitions and moments; default another one each time. It is printed
`;

const FAULTS: Record<string, Fault> = {
  "processor killed": processorKilled,
  "writer killed": writerKilled,
  "broker killed": brokerKilled,
  "member joins": memberJoins,
  "member leaves": memberLeaves,
  "member killed": memberKilled,
  "member frozen": memberFrozen,
  "reset to start": resetTo("start"),
  "reset to middle": resetTo("middle"),
  "reset to end": resetTo("end"),
};

/** Faults between two comparisons. */
const FEWEST = 3;
const MOST = 6;
/** More would compete for the processors only. */
const MEMBERS = 4;

interface Tally {
  fault: string;
  times: number;
  lost: number;
  duplicated: number;
  wrong: number;
  longest: number;
}

/** One after the other; what is found counts for each fault since the last comparison. */
class Soak {
  private readonly tallies = new Map<string, Tally>();
  private readonly began = Date.now();
  private compared = 0;
  private failed = false;

  constructor(
    private readonly home: string,
    private readonly random: Random,
    private readonly signal: AbortSignal,
    private readonly minutes: number,
  ) {}

  async run(): Promise<boolean> {
    for (let episode = 1; !this.isOver(); episode++) await this.episode(episode);
    this.print();
    return !this.failed;
  }

  private isOver(): boolean {
    return this.failed || this.signal.aborted || Date.now() - this.began > this.minutes * 60_000;
  }

  /** Topics of its own, so that a comparison reads what a few faults have left, not all of it. */
  private async episode(number: number): Promise<void> {
    const { random } = this;
    const [partitions, members] = [random.integer(1, 4), random.integer(1, 3)];
    const config = {
      home: path.join(this.home, "home"),
      brokers: undefined,
      prefix: `soak-${number}.`,
      dataFile: "",
    };
    this.say(`episode ${number}: partitions ${partitions}, members ${members}`);
    const scenario = await Scenario.begin({ config, partitions, random });
    const faced: string[] = [];
    const interrupted = aborted(this.signal);
    try {
      for (let i = 0; i < members; i++) scenario.addMember();
      await Promise.race([scenario.untilProgress(), interrupted]);
      scenario.addWriter();
      await Promise.race([scenario.untilWritten(), interrupted]);
      for (let left = random.integer(FEWEST, MOST); left > 0 && !this.isOver(); left--) {
        const fault = this.choose(scenario);
        faced.push(fault);
        await Promise.race([this.befall(fault, scenario), interrupted]);
      }
      await Promise.race([scenario.settle().then((verdict) => this.judge(faced, verdict)), interrupted]);
    } catch (error) {
      if (!this.signal.aborted) this.fail(faced, error);
    } finally {
      await scenario.close();
      // A database of the next one's own: it has topics of its own.
      await fs.rm(path.join(config.home, "results.duckdb"), { force: true });
    }
  }

  private choose({ members }: Scenario): string {
    const names = Object.keys(FAULTS).filter((name) => name !== "member joins" || members.length < MEMBERS);
    return names[this.random.integer(0, names.length - 1)] ?? "processor killed";
  }

  private async befall(fault: string, scenario: Scenario): Promise<void> {
    const recovery = await (FAULTS[fault] as Fault)(scenario);
    const tally = this.tallyOf(fault);
    tally.times++;
    tally.longest = Math.max(tally.longest, recovery);
    const members = `${scenario.members.length} members, ${scenario.revived} started again so far`;
    this.say(`  ${fault}: progress again after ${seconds(recovery)} (${members})`);
  }

  private judge(faced: readonly string[], verdict: Verdict): void {
    const { compared, lost, duplicated, wrong, examples } = verdict;
    this.compared += compared;
    this.say(`  compared ${compared}: lost ${lost}, duplicated ${duplicated}, wrong ${wrong}`);
    for (const example of examples) this.say(`    ${example}`);
    if (isClean(verdict)) return;
    this.failed = true;
    for (const fault of new Set(faced)) {
      const tally = this.tallyOf(fault);
      tally.lost += lost;
      tally.duplicated += duplicated;
      tally.wrong += wrong;
    }
  }

  private fail(faced: readonly string[], error: unknown): void {
    this.failed = true;
    const text = error instanceof PlayheadError ? error.describe() : String((error as Error).stack ?? error);
    this.say(`  failed after ${faced.join(", ")}: ${text}`);
  }

  private tallyOf(fault: string): Tally {
    const tally = this.tallies.get(fault) ?? {
      fault,
      times: 0,
      lost: 0,
      duplicated: 0,
      wrong: 0,
      longest: 0,
    };
    this.tallies.set(fault, tally);
    return tally;
  }

  private print(): void {
    const rows = Object.keys(FAULTS).map((fault) => this.tallyOf(fault));
    const text = table(rows, [
      { title: "FAULT", value: ({ fault }) => fault },
      { title: "TIMES", value: ({ times }) => times },
      { title: "LOST", value: ({ lost }) => lost },
      { title: "DUPLICATED", value: ({ duplicated }) => duplicated },
      { title: "WRONG", value: ({ wrong }) => wrong },
      { title: "LONGEST RECOVERY", value: ({ longest, times }) => (times > 0 ? seconds(longest) : "") },
    ]).text;
    process.stdout.write(`\n${text}\n\n${this.compared} results compared with the fold.\n`);
  }

  private say(what: string): void {
    process.stdout.write(`${seconds(Date.now() - this.began).padStart(7)}  ${what}\n`);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Rejects once the signal says stop. */
function aborted(signal: AbortSignal): Promise<never> {
  const rejected = new Promise<never>((_, reject) => {
    const stop = (): void => reject(new PlayheadError("ABORTED", "Interrupted"));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  rejected.catch(() => undefined);
  return rejected;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { minutes: { type: "string" }, seed: { type: "string" }, help: { type: "boolean" } },
  });
  if (values.help) return void process.stdout.write(HELP);
  const minutes = Number(values.minutes ?? 10);
  const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
  if (!(minutes > 0) || !Number.isInteger(seed))
    throw new PlayheadError("BAD_OPTION", `--minutes and --seed take numbers\n${HELP}`);
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupt.abort());
  // Killed, it can't stop its broker: that notices by itself.
  process.env["PLAYHEAD_OWNER_PID"] = String(process.pid);
  const home = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-soak-"));
  process.stdout.write(`soak: minutes ${minutes}, seed ${seed}; Ctrl-C ends it in order\n`);
  try {
    const soak = new Soak(home, seededRandom(seed), interrupt.signal, minutes);
    if (!(await soak.run())) process.exitCode = 1;
  } finally {
    await stopBroker(path.join(home, "home"));
    if (process.exitCode === 1) process.stdout.write(`The broker's log and data are kept: ${home}\n`);
    else await fs.rm(home, { recursive: true, force: true });
  }
}

runMain(main);
