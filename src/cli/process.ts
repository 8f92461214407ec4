import type { Command } from "commander";
import type { Algorithm } from "../distance/algorithms";
import type { Unit } from "../distance/units";
import type { Names } from "../names";
import { cumulativeDistance } from "../processor/library/cumulative-distance";
import { loadProcessor } from "../processor/module";
import type { Parameters, Processor } from "../processor/processor";
import type { ProcessCall } from "../workbook";
import { print, untilInterrupted, withWorkbook, type CommonOptions } from "./session";

interface Options extends CallOptions {
  /** One of these two says what to compute. */
  unit?: Unit;
  processor?: string;
  algorithm: Algorithm;
  parameter?: Parameters;
}

interface CallOptions extends CommonOptions, ProcessCall {
  follow?: true;
}

/** `playhead process` */
export async function processTopic(options: Options, command: Command): Promise<void> {
  const { unit, algorithm, processor: file, parameter, ...call } = options;
  if (file !== undefined) {
    const processor = loadProcessor(file, parameter);
    // Its outputs are no distances: they have no place in the walk-through's topic.
    await processBy(processor, call, ({ own }) => ({
      group: own(processor.name),
      output: own(processor.name),
    }));
  } else if (unit !== undefined) {
    await processBy(cumulativeDistance({ unit, algorithm }), call, () => ({}));
  } else {
    command.error("error: say what to compute: --unit <unit> or --processor <file>", { exitCode: 2 });
  }
}

async function processBy<State, Value, Output extends object>(
  processor: Processor<State, Value, Output>,
  { follow, json, ...given }: CallOptions,
  defaults: (names: Names) => ProcessCall,
): Promise<void> {
  await withWorkbook(async (workbook) => {
    const call = { ...defaults(workbook.names), ...given };
    const report = follow
      ? await untilInterrupted((signal) => workbook.follow(processor, { ...call, signal }))
      : await workbook.process(processor, call);
    print(report, { ...(json ? { json } : {}) });
  });
}
