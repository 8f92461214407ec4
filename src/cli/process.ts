import type { Command } from "commander";
import type { Names } from "../names";
import { cellProgress } from "../notebook/progress";
import type { Processor } from "../processor/processor";
import type { Workbook } from "../workbook";
import type { ProcessCall } from "../workbook-calls";
import { withChosenProcessor, type ProcessorChoice } from "./chosen-processor";
import { print, untilInterrupted, withWorkbook, type CommonOptions } from "./session";
import { asWorker, isWorker, runWorkers } from "./workers";

interface Options extends CallOptions, ProcessorChoice {
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
  if ((options.from === undefined) !== (options.to === undefined)) {
    command.error("error: a window has a start and an end: --from <time> --to <time>", { exitCode: 2 });
  }
  await withChosenProcessor(options, command, async (processor, { workers = 1, ...call }) => {
    if (workers > 1 && !isWorker()) return processByWorkers(workers, call);
    if (options.processor === undefined) return processBy(processor, call, () => ({}));
    // Its outputs are no distances: they have no place in the walk-through's topic.
    return processBy(processor, call, ({ own, windowed }) => {
      const name = own(processor.name);
      return call.from === undefined
        ? { group: name, output: name }
        : { group: windowed(name), output: windowed(name) };
    });
  });
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
