import type { Command } from "commander";
import type { Algorithm } from "../distance/algorithms";
import type { Unit } from "../distance/units";
import type { Names } from "../names";
import { cellProgress } from "../notebook/progress";
import { cumulativeDistance } from "../processor/library/cumulative-distance";
import { loadProcessor } from "../processor/module";
import type { Parameters, Processor } from "../processor/processor";
import type { ProcessCall, Workbook } from "../workbook";
import { print, untilInterrupted, withWorkbook, type CommonOptions } from "./session";
import { asWorker, isWorker, runWorkers } from "./workers";

interface Options extends CallOptions {
  /** One of these two says what to compute. */
  unit?: Unit;
  processor?: string;
  algorithm: Algorithm;
  parameter?: Parameters;
  workers?: number;
}

interface CallOptions extends CommonOptions, Omit<ProcessCall, "until" | "window"> {
  untilOffset?: number;
  untilDatetime?: Date;
  /** Both or none of them: a window. */
  from?: Date;
  to?: Date;
  warmUp: boolean;
  follow?: true;
}

/** `playhead process` */
export async function processTopic(options: Options, command: Command): Promise<void> {
  const { unit, algorithm, processor: file, parameter, workers = 1, ...call } = options;
  if (file === undefined && unit === undefined) {
    command.error("error: say what to compute: --unit <unit> or --processor <file>", { exitCode: 2 });
  } else if ((call.from === undefined) !== (call.to === undefined)) {
    command.error("error: a window has a start and an end: --from <time> --to <time>", { exitCode: 2 });
  } else if (workers > 1 && !isWorker()) {
    await processByWorkers(workers, call);
  } else if (file !== undefined) {
    const processor = loadProcessor(file, parameter);
    // Its outputs are no distances: they have no place in the walk-through's topic.
    await processBy(processor, call, ({ own, windowed }) => {
      const name = own(processor.name);
      return call.from === undefined
        ? { group: name, output: name }
        : { group: windowed(name), output: windowed(name) };
    });
  } else if (unit !== undefined) {
    await processBy(cumulativeDistance({ unit, algorithm }), call, () => ({}));
  }
}

async function processBy<State, Value, Output extends object>(
  processor: Processor<State, Value, Output>,
  { follow, json, untilOffset, untilDatetime, from, to, warmUp, ...given }: CallOptions,
  defaults: (names: Names) => ProcessCall,
): Promise<void> {
  const call = (workbook: Workbook): ProcessCall => ({
    ...defaults(workbook.names),
    ...given,
    ...(untilOffset === undefined ? {} : { until: { offset: untilOffset } }),
    ...(untilDatetime === undefined ? {} : { until: { time: untilDatetime } }),
    ...(from === undefined || to === undefined ? {} : { window: { from, to, warmUp } }),
  });
  const work = (workbook: Workbook) =>
    follow
      ? untilInterrupted((signal) => workbook.follow(processor, { ...call(workbook), signal }))
      : workbook.process(processor, call(workbook));
  if (isWorker()) await asWorker(work);
  else await withWorkbook(async (workbook) => print(await work(workbook), { ...(json ? { json } : {}) }));
}

async function processByWorkers(workers: number, { json }: CommonOptions): Promise<void> {
  // The broker is up before they all look for it.
  await withWorkbook((workbook) => workbook.brokers());
  print(await runWorkers(workers, process.argv.slice(2), cellProgress()), { ...(json ? { json } : {}) });
}
