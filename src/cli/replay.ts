import path from "node:path";
import { Option, type Command } from "commander";
import type { Comparison } from "../compare/comparison";
import { ALGORITHMS, type Algorithm } from "../distance/algorithms";
import { UNITS, type Unit } from "../distance/units";
import { PlayheadError } from "../errors";
import { cumulativeDistance } from "../processor/library/cumulative-distance";
import { loadProcessor } from "../processor/module";
import type { Parameters, Stage } from "../processor/processor";
import type { Replay } from "../replay/replay-report";
import type { ReplayRange } from "../replay/range";
import { warningLines } from "../view/warning-lines";
import { datetime, integer, parameter, several } from "./arguments";
import { jsonCommand } from "./json-command";
import { print, withWorkbook, type CommonOptions } from "./session";

interface Options extends CommonOptions {
  unit?: Unit[];
  algorithm: Algorithm;
  processor?: string[];
  parameter?: Parameters;
  topic?: string;
  from?: Date;
  to?: Date;
  fromOffset?: number;
  toOffset?: number;
  warmUp: boolean;
  skipBadRecords?: true;
  compare?: true;
}

/** `playhead replay` */
export function declareReplay(playhead: Command): void {
  jsonCommand(
    playhead,
    "replay",
    "run several processors over one reading of a topic; nothing is committed or written",
  )
    .addOption(
      new Option("--unit <unit>", "each track's cumulative distance, in this unit; repeatable").argParser(
        several(Object.keys(UNITS)),
      ),
    )
    .addOption(
      new Option("--algorithm <name>", "how a hop of a distance is measured")
        .choices(Object.keys(ALGORITHMS))
        .default("geodesic"),
    )
    .addOption(
      new Option(
        "--processor <file>",
        "the processor that this file exports by default; repeatable",
      ).argParser(several()),
    )
    .addOption(
      new Option(
        "--parameter <name=value>",
        "give it to the functions that the files export; repeatable",
      ).argParser(parameter),
    )
    .option("--topic <topic>", "topic to read (default: raw-trackpoints)")
    .addOption(
      new Option("--from <time>", "only records of this event time or later: 2023-03-09T12:00:00Z")
        .argParser(datetime)
        .conflicts(["fromOffset", "toOffset"]),
    )
    .addOption(
      new Option("--to <time>", "only records before this event time")
        .argParser(datetime)
        .conflicts(["fromOffset", "toOffset"]),
    )
    .option("--from-offset <n>", "only from this offset of each partition on", integer("--from-offset", 0))
    .option("--to-offset <n>", "only before this offset of each partition", integer("--to-offset", 0))
    .option("--no-warm-up", "as if there were no records but those")
    .option("--skip-bad-records", "leave out and count records that can't be processed")
    .option("--compare", "show how the results of each differ from the first one's")
    .action(replay);
}

async function replay(options: Options, command: Command): Promise<void> {
  const { topic, skipBadRecords, compare, ...common } = options;
  const processors = processorsOf(options);
  if (Object.keys(processors).length === 0) {
    command.error("error: say what to compute: --unit <unit> or --processor <file>", { exitCode: 2 });
  }
  await withWorkbook(async (workbook) => {
    const replayed = await workbook.replay(topic ?? workbook.names.source, rangeOf(options), processors, {
      badRecords: skipBadRecords ? "skip" : "stop",
    });
    const comparisons = compare ? await compareAll(replayed) : [];
    if (options.json) print({ ...replayed.toJSON(), ...(compare ? { comparisons } : {}) }, common);
    else {
      const tables = [replayed.table, replayed.digests, ...comparisons];
      print(tables.map(({ text }) => text).join("\n\n") + warningLines(replayed.warnings), common);
    }
  });
}

/** Each with the first. */
async function compareAll(replayed: Replay): Promise<Comparison[]> {
  const [first = "", ...others] = Object.keys(replayed.processors);
  const comparisons: Comparison[] = [];
  for (const other of others) comparisons.push(await replayed.compare(first, other));
  return comparisons;
}

function processorsOf({ unit = [], algorithm, processor = [], parameter }: Options): Record<string, Stage> {
  const named: [string, Stage][] = [
    ...unit.map((one): [string, Stage] => [one, cumulativeDistance({ unit: one, algorithm })]),
    ...processor.map((file): [string, Stage] => [
      path.basename(file, path.extname(file)),
      loadProcessor(file, parameter),
    ]),
  ];
  const twice = named.find(([name], at) => named.findIndex(([other]) => other === name) < at);
  if (twice === undefined) return Object.fromEntries(named);
  throw new PlayheadError("BAD_OPTION", `Two processors would be called ${twice[0]} in the report`, {
    remedy: "name each once, and give files of the same name other ones",
  });
}

function rangeOf({ from, to, fromOffset, toOffset, warmUp }: Options): ReplayRange {
  const [first, end] = [from ?? fromOffset, to ?? toOffset];
  return {
    warmUp,
    ...(first === undefined ? {} : { from: first }),
    ...(end === undefined ? {} : { to: end }),
  };
}
