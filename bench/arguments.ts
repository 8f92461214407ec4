import { parseArgs } from "node:util";

export interface BenchOptions {
  records: number;
  rounds: number;
  /** Names of contestants; undefined: all. `machine` is what the machine allows. */
  only: readonly string[] | undefined;
  /** File for every measurement. */
  json: string | undefined;
}

/** The command line is wrong; the message says how. */
export class UsageError extends Error {}

const FULL = { records: 500_000, rounds: 3 };
const QUICK = { records: 50_000, rounds: 1 };

export const USAGE = `npm run bench -- [--quick] [--rounds N] [--only NAME,…] [--json FILE]

  --quick        50,000 records and one round, to see that all of it works; else 500,000 and three
  --rounds N     so many rounds
  --only NAME,…  only these, of: NAMES
  --json FILE    write every measurement to a file`;

/**
 * Reads the command line.
 *
 * @param names of everything that can be measured
 * @returns undefined where only help is asked for
 * @throws UsageError
 */
export function parseArguments(argv: readonly string[], names: readonly string[]): BenchOptions | undefined {
  const given = read(argv);
  if (given.help) return undefined;
  const { records, rounds } = given.quick ? QUICK : FULL;
  return {
    records,
    rounds: given.rounds === undefined ? rounds : atLeastOne("--rounds", given.rounds),
    only: given.only === undefined ? undefined : namesIn(given.only, names),
    json: given.json,
  };
}

function read(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        quick: { type: "boolean" },
        help: { type: "boolean", short: "h" },
        rounds: { type: "string" },
        only: { type: "string", multiple: true },
        json: { type: "string" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Whether `--quick` is given, of a command that takes nothing else.
 *
 * @throws UsageError
 */
export function isQuick(usage: string): boolean {
  try {
    return parseArgs({ options: { quick: { type: "boolean" } } }).values.quick === true;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

function atLeastOne(option: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new UsageError(`${option} must be a whole number from 1 on, not "${text}"`);
}

function namesIn(lists: readonly string[], names: readonly string[]): string[] {
  const wanted = lists.flatMap((list) => list.split(",")).map((name) => name.trim());
  for (const name of wanted) {
    if (!names.includes(name))
      throw new UsageError(`there is no "${name}" to measure; there are ${names.join(", ")}`);
  }
  return wanted;
}
