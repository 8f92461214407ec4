import { Option, type Command } from "commander";
import { ALGORITHMS, type Algorithm } from "../distance/algorithms";
import { UNITS, type Unit } from "../distance/units";
import { cumulativeDistance } from "../processor/library/cumulative-distance";
import { loadProcessor } from "../processor/module";
import type { Parameters, Processor } from "../processor/processor";
import { parameter } from "./arguments";

/** What to compute: one of `unit` and `processor` says it. */
export interface ProcessorChoice {
  unit?: Unit;
  algorithm: Algorithm;
  processor?: string;
  parameter?: Parameters;
}

/** Does something with the processor that the options name, and the other options; without one the usage is wrong. */
export async function withChosenProcessor<Options extends ProcessorChoice>(
  options: Options,
  command: Command,
  work: <State, Value, Output extends object>(
    processor: Processor<State, Value, Output>,
    others: Omit<Options, keyof ProcessorChoice>,
  ) => Promise<void>,
): Promise<void> {
  const { unit, algorithm, processor: file, parameter: parameters, ...others } = options;
  if (file !== undefined) await work(loadProcessor(file, parameters), others);
  else if (unit !== undefined) await work(cumulativeDistance({ unit, algorithm }), others);
  else command.error("error: say what to compute: --unit <unit> or --processor <file>", { exitCode: 2 });
}

const HELP = `
Either --unit or --processor is needed.

The file of --processor exports by default a processor (see defineProcessor), or a function that makes one of its
parameters, and may import from "playhead". A parameter's value that is a number, true or false is given as that, any
other one as text; text in double quotes stays text: --parameter 'id="5"'.`;

/** The options that say what to compute. */
export function withProcessorOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--unit <unit>", "compute each track's cumulative distance, in this unit")
        .choices(Object.keys(UNITS))
        .conflicts("processor"),
    )
    .addOption(
      new Option("--algorithm <name>", "how a hop of a distance is measured")
        .choices(Object.keys(ALGORITHMS))
        .default("geodesic")
        .conflicts("processor"),
    )
    .option("--processor <file>", "use the processor that this .ts or .js file exports by default")
    .addOption(
      new Option("--parameter <name=value>", "give it to the function that the file exports; repeatable")
        .argParser(parameter)
        .conflicts("unit"),
    )
    .addHelpText("after", HELP);
}
