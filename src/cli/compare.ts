import type { Command } from "commander";
import { toleranceOf } from "../compare/tolerance";
import { jsonCommand } from "./json-command";
import { print, withWorkbook, type CommonOptions } from "./session";
import { Comparison } from "../compare/comparison";

interface Options extends CommonOptions {
  field?: string;
  tolerance?: string;
}

/** `playhead compare BEFORE AFTER [MORE…]` */
export function declareCompare(playhead: Command): void {
  jsonCommand(playhead, "compare", "show which results of a run differ from another run's, and by how much")
    .argument("<before>", "id of a run, as processing prints it")
    .argument("<after>", "id of the run to compare with it")
    .argument("[more...]", "further runs, each compared with the first")
    .option("--field <name>", "field to compare (default: distance, or the only one that is a number)")
    .option(
      "--tolerance <size>",
      "equal up to this part of the larger one, or up to 5m, 0.1km (default: 1e-9)",
    )
    .action(compare);
}

async function compare(
  before: string,
  after: string,
  more: string[],
  { field, tolerance, ...options }: Options,
): Promise<void> {
  const how = {
    ...(field === undefined ? {} : { field }),
    ...(tolerance === undefined ? {} : { tolerance: toleranceOf(tolerance) }),
  };
  await withWorkbook(async (workbook) => {
    const others = more.map((id) => ({ id }));
    const result = await workbook.compare({ id: before }, { id: after }, ...others, how);
    print(result instanceof Comparison && !options.json ? result.text : result, options);
  });
}
