import path from "node:path";
import type { Command } from "commander";
import type { Comparison } from "../compare/comparison";
import type { Algorithm } from "../distance/algorithms";
import type { Unit } from "../distance/units";
import { PlayheadError } from "../errors";
import { cumulativeDistance } from "../processor/library/cumulative-distance";
import { loadProcessor } from "../processor/module";
import type { Parameters, Stage } from "../processor/processor";
import type { Replay } from "../replay/replay-report";
import type { ReplayRange } from "../replay/range";
import { warningLines } from "../view/warning-lines";
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
export async function replay(options: Options, command: Command): Promise<void> {
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
