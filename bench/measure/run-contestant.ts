import fs from "node:fs/promises";
import path from "node:path";
import { listOffsets } from "../../src/kafka/offsets";
import type { BenchBroker } from "../broker";
import type { Contestant, ContestantTask } from "../contestants";
import type { BenchInstallation } from "../installation";
import { runCommand, type Usage } from "./run-command";
import { untilCommitted } from "./until-committed";

/** Whoever is slower than this, or takes longer to start, is not waited for. */
const SLOWEST = 1_000;
const START_PATIENCE_MS = 120_000;

/** Where contestants run. */
export interface Place {
  broker: BenchBroker;
  installation: BenchInstallation;
  /** Topics that stay. */
  sources: ReadonlySet<string>;
  /** Ends whatever is running, by throwing its reason. */
  signal: AbortSignal;
}

/** What a process took, and how long its work. */
export interface Run {
  /** From the moment it begins to connect, as it says, until the broker has its last commit, as the broker says. */
  seconds: number;
  usage: Usage;
}

/**
 * Runs a contestant until it ends by itself.
 *
 * @throws Error where it fails, hangs, or ends without having committed all records of the topic
 */
export async function runContestant(
  { broker: { connection }, installation, signal }: Place,
  contestant: Contestant,
  task: ContestantTask,
): Promise<Run> {
  const ends = await listOffsets(connection, task.topic, "latest");
  const ended = new AbortController();
  const hanging = new AbortController();
  const patience = START_PATIENCE_MS + (task.records / SLOWEST) * 1000;
  const late = (): void =>
    hanging.abort(new Error(`it had not ended after ${Math.round(patience / 1000)} s`));
  const timer = setTimeout(late, patience);
  const committed = untilCommitted(connection, task.group, task.topic, ends, ended.signal);
  committed.catch(() => undefined);
  try {
    const { usage, lines } = await runCommand(contestant.command(task, installation), {
      python: installation.python,
      signal: AbortSignal.any([signal, hanging.signal]),
    });
    ended.abort();
    const committedAt = await committed;
    const began = [...lines, ...(await notes(task.home))].map(beganIn).findLast((time) => time !== undefined);
    if (began === undefined) throw new Error("it did not say when it began");
    if (committedAt === undefined) throw new Error("it ended without having committed all records");
    return { seconds: (committedAt - began) / 1000, usage };
  } finally {
    clearTimeout(timer);
    ended.abort();
  }
}

/** What processes have noted that can't print: workers of a command line. */
async function notes(home: string): Promise<string[]> {
  const text = await fs.readFile(path.join(home, "began"), "utf8").catch(() => "");
  return text.split("\n");
}

/** The last one counts: workers begin when all of them are loaded. */
function beganIn(line: string): number | undefined {
  return line.startsWith('{"began"') ? (JSON.parse(line) as { began: number }).began : undefined;
}
