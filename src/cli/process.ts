import type { Algorithm } from "../distance/algorithms";
import type { Unit } from "../distance/units";
import { cumulativeDistance } from "../processor/library/cumulative-distance";
import { print, untilInterrupted, withWorkbook, type CommonOptions } from "./session";

interface Options extends CommonOptions {
  unit: Unit;
  algorithm: Algorithm;
  group?: string;
  topic?: string;
  output?: string;
  follow?: true;
}

/** `playhead process` */
export async function processTopic({ unit, algorithm, follow, json, ...call }: Options): Promise<void> {
  const processor = cumulativeDistance({ unit, algorithm });
  await withWorkbook(async (workbook) => {
    const report = follow
      ? await untilInterrupted(await workbook.follow(processor, call))
      : await workbook.process(processor, call);
    print(report, { ...(json ? { json } : {}) });
  });
}
