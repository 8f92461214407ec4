import { CommanderError, Option, type Command } from "commander";
import { groupActive } from "../rewind/execute";
import type { RewindPlan } from "../rewind/plan";
import type { Scope } from "../rewind/scope";
import * as targets from "../rewind/targets";
import { integer, repeated, signedInteger } from "./arguments";
import { jsonCommand } from "./json-command";
import { print, withWorkbook, type CommonOptions } from "./session";

interface Options extends CommonOptions {
  group: string;
  topic?: string[];
  allTopics?: true;
  toEarliest?: true;
  toLatest?: true;
  toCurrent?: true;
  toOffset?: number;
  shiftBy?: number;
  toDatetime?: string;
  byDuration?: string;
  fromFile?: string;
  clamp?: true;
  export?: true;
  execute?: true;
}

/** The options that say where to, of which one is needed. */
const TARGET_OPTIONS = [
  "toEarliest",
  "toLatest",
  "toCurrent",
  "toOffset",
  "shiftBy",
  "toDatetime",
  "byDuration",
  "fromFile",
] as const;

/** `playhead rewind` */
export function declareRewind(playhead: Command): void {
  const whereTo = (flags: string, name: (typeof TARGET_OPTIONS)[number], description: string): Option =>
    new Option(flags, description).conflicts(TARGET_OPTIONS.filter((other) => other !== name));
  jsonCommand(playhead, "rewind", "move a group's playhead: a dry run, unless --execute")
    .requiredOption("--group <group>", "consumer group")
    .addOption(
      new Option("--topic <topic>", "topic, or some of its partitions: t:0,2; repeatable").argParser(
        repeated,
      ),
    )
    .addOption(
      new Option("--all-topics", "all partitions that the group has a playhead on").conflicts("topic"),
    )
    .addOption(whereTo("--to-earliest", "toEarliest", "to the start of the log"))
    .addOption(whereTo("--to-latest", "toLatest", "to the end of the log"))
    .addOption(whereTo("--to-current", "toCurrent", "to where it is: with --export, to write that down"))
    .addOption(
      whereTo("--to-offset <n>", "toOffset", "to this offset, on every partition").argParser(
        integer("--to-offset", 0),
      ),
    )
    .addOption(
      whereTo("--shift-by <n>", "shiftBy", "so many offsets on, or back: --shift-by -100").argParser(
        signedInteger("--shift-by"),
      ),
    )
    .addOption(
      whereTo(
        "--to-datetime <time>",
        "toDatetime",
        "to the first record of then or later: 2023-03-09T12:00:00Z",
      ),
    )
    .addOption(
      whereTo("--by-duration <duration>", "byDuration", "to the first record at most so long ago: P1DT2H"),
    )
    .addOption(
      whereTo("--from-file <csv>", "fromFile", "to what a file says: lines of topic,partition,offset"),
    )
    .option("--clamp", "where a log lacks the offset, take the nearest one instead of refusing")
    .option("--export", "print the plan as lines of topic,partition,offset, for --from-file")
    .option("--execute", "do it")
    .action(rewind);
}

async function rewind(options: Options): Promise<void> {
  const scope = scopeOf(options);
  const target = targetOf(options);
  await withWorkbook(async (workbook) => {
    const plan = await workbook.rewind(options.group, target, scope, { clamp: options.clamp === true });
    await executeIfAsked(plan, options);
    if (options.export) process.stdout.write(plan.csv);
    else printPlan(plan, options);
  });
}

/** Executes a plan where that was asked for; a group with members is refused with their names. */
async function executeIfAsked(plan: RewindPlan, { execute }: { execute?: true }): Promise<void> {
  if (execute !== true) return;
  if (plan.members.length > 0) throw groupActive(plan.group, plan.members);
  await plan.execute();
}

export function printPlan(plan: unknown, options: CommonOptions & { execute?: true }): void {
  print(plan, options);
  if (!options.execute && !options.json) process.stdout.write("\nAdd --execute to do it.\n");
}

function targetOf(options: Options): targets.Target {
  if (options.toOffset !== undefined) return targets.toOffset(options.toOffset);
  if (options.shiftBy !== undefined) return targets.shiftBy(options.shiftBy);
  if (options.toDatetime !== undefined) return targets.toDatetime(options.toDatetime);
  if (options.byDuration !== undefined) return targets.byDuration(options.byDuration);
  if (options.fromFile !== undefined) return targets.fromFile(options.fromFile);
  if (options.toEarliest) return targets.earliest();
  if (options.toLatest) return targets.latest();
  if (options.toCurrent) return targets.current();
  throw wrongUsage(
    "say where to: --to-earliest, --to-latest, --to-current, --to-offset N, --shift-by N, --to-datetime TIME, --by-duration P1DT2H or --from-file CSV",
  );
}

function scopeOf({ topic, allTopics, fromFile }: Options): Scope | undefined {
  if (allTopics) return { allTopics };
  if (topic?.length === 1) return topic[0];
  if (topic !== undefined) return { topics: topic };
  if (fromFile !== undefined) return undefined;
  throw wrongUsage("say what: --topic TOPIC, --topic TOPIC:0,2 or --all-topics");
}

function wrongUsage(message: string): CommanderError {
  process.stderr.write(`error: ${message}\n`);
  return new CommanderError(2, "playhead.rewind", message);
}
