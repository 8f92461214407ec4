import { Option, type Command } from "commander";
import { readConfig } from "../config";
import { printable } from "../printable";
import { newsText } from "../sensor/news-text";
import type { TemperatureUnit } from "../sensor/unit";
import { integer, interval } from "./arguments";
import { jsonCommand } from "./json-command";
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
export function declareSensor(playhead: Command): void {
  jsonCommand(playhead, "sensor", "send the readings of DS18B20 temperature sensors to a topic, until Ctrl-C")
    .option("--brokers <host:port,…>", "the Kafka cluster (default: KAFKA_BROKERS, else this home's own)")
    .option("--devices <folder>", "folder of the 1-wire devices (default: /sys/bus/w1/devices)")
    .addOption(new Option("--simulate", "without sensors: simulate two").conflicts("devices"))
    .addOption(
      new Option("--every <time>", "from one reading to the next").argParser(interval).default(1000, "1s"),
    )
    .addOption(new Option("--unit <unit>", "degrees Celsius or Fahrenheit").choices(["C", "F"]).default("C"))
    .option("--count <n>", "end after so many readings", integer("--count", 1))
    .option("--topic <topic>", "topic to append to (default: sensor-temperatures)")
    .action(sensor);
}

async function sensor({ brokers, simulate, every, json, ...call }: Options): Promise<void> {
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
