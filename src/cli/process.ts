import { Option, type Command } from "commander";
import type { Names } from "../names";
import { cellProgress } from "../notebook/progress";
import type { Processor } from "../processor/processor";
import type { Workbook } from "../workbook";
import type { ProcessCall } from "../workbook-calls";
import { datetime, integer } from "./arguments";
import { withChosenProcessor, withProcessorOptions, type ProcessorChoice } from "./chosen-processor";
import { jsonCommand } from "./json-command";
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

/** Each is a process of its own. */
const MOST_WORKERS = 64;

/** `playhead process` */
export function declareProcess(playhead: Command): void {
  withProcessorOptions(
    jsonCommand(
      playhead,
      "process",
      "compute distances, or what your own processor computes, as a consumer group, until caught up",
    ),
  )
    .option(
      "--group <group>",
      "consumer group (default: distance_calculator; with --processor the processor's name)",
    )
    .option("--topic <topic>", "topic to read (default: raw-trackpoints)")
    .option(
      "--output <topic>",
      "topic to produce to (default: distance-calcs; with --processor the processor's name)",
    )
    .option(
      "--workers <n>",
      "so many processes share the topic's partitions",
      integer("--workers", 1, MOST_WORKERS),
    )
    .addOption(
      new Option("--bad-records <what>", "stop before a record that can't be processed, or put it aside")
        .choices(["stop", "dead-letter"])
        .default("stop"),
    )
    .addOption(
      new Option("--state <which>", "that of all records before the playhead, or one that begins empty there")
        .choices(["follow", "fresh"])
        .default("follow"),
    )
    .addOption(
      new Option("--emit <which>", "each output, or of those of one key in a batch the latest only")
        .choices(["every", "latest"])
        .default("every"),
    )
    .addOption(
      new Option("--until-offset <n>", "end before this offset of each partition")
        .argParser(integer("--until-offset", 0))
        .conflicts(["follow", "untilDatetime"]),
    )
    .addOption(
      new Option(
        "--until-datetime <time>",
        "end before the first record of then or later: 2023-03-09T12:00:00Z",
      )
        .argParser(datetime)
        .conflicts(["follow", "untilOffset"]),
    )
    .addOption(
      new Option("--from <time>", "only what lies in a window of event time, from here: 2023-03-09T12:00:00Z")
        .argParser(datetime)
        .conflicts("follow"),
    )
    .addOption(new Option("--to <time>", "the window's end: the first moment after it").argParser(datetime))
    .option("--no-warm-up", "as if there were no records but the window's")
    .option("--no-promote", "keep a run that begins now aside: readers are given it by promote only")
    .option("--follow", "go on with what arrives, until Ctrl-C")
    .action(processTopic);
}

async function processTopic(options: Options, command: Command): Promise<void> {
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
