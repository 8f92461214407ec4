import { readConfig } from "../config";
import { printable } from "../printable";
import { newsText } from "../sensor/news-text";
import type { TemperatureUnit } from "../sensor/unit";
import { print, untilInterrupted, withWorkbook, type CommonOptions } from "./session";

interface Options extends CommonOptions {
  brokers?: string;
  devices?: string;
  simulate?: true;
  every: number;
  unit: TemperatureUnit;
  count?: number;
  topic?: string;
}

/** `playhead sensor` */
export async function sensor({ brokers, simulate, every, json, ...call }: Options): Promise<void> {
  const config = readConfig(brokers === undefined ? process.env : { ...process.env, KAFKA_BROKERS: brokers });
  await withWorkbook(async (workbook) => {
    const report = await untilInterrupted((signal) => {
      const done = workbook.sensor({
        ...call,
        ...(simulate === undefined ? {} : { simulate: {} }),
        everyMs: every,
        signal,
        onNews: (news) => {
          const line = json ? undefined : newsText(news, call.unit);
          if (line !== undefined) process.stdout.write(`${printable(line)}\n`);
        },
      });
      return Promise.resolve({ done });
    });
    print(report, { ...(json ? { json } : {}) });
    // What was measured and never arrived is a failure, although there was nothing to be done about it.
    if (report.facts.dropped + report.facts.unsent > 0) process.exitCode = 1;
  }, config);
}
