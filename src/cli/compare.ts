import { toleranceOf } from "../compare/tolerance";
import { print, withWorkbook, type CommonOptions } from "./session";
import { Comparison } from "../compare/comparison";

interface Options extends CommonOptions {
  field?: string;
  tolerance?: string;
}

/** `playhead compare BEFORE AFTER [MORE…]` */
export async function compare(
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
