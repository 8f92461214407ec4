import fs from "node:fs/promises";
import path from "node:path";
import { PlayheadError } from "../errors";
import { isPowerOnValue } from "./power-on";
import { parseW1Slave, type FileReading, type ProblemCode } from "./w1-slave";

/** Where Linux shows the devices on its 1-wire buses. */
export const DEVICES = "/sys/bus/w1/devices";
/** A DS18B20's folder: its family code and its serial number, in hexadecimal. */
const SENSOR = /^28-[0-9a-f]{12}$/;

/** What was found out about one sensor in one round. Times are ms since 1970 UTC. */
export type SensorEvent = { sensorId: string; time: number } & (
  | { kind: "reading"; milliCelsius: number }
  /** `again`: it has been so in the round before as well. */
  | { kind: "problem"; problem: ProblemCode; again: boolean }
  /** It answers again after it was lost. */
  | { kind: "back" }
);

/** What is remembered of a sensor from round to round. */
interface Remembered {
  /** Its last good reading since it has been there. */
  good: number | undefined;
  trouble: ProblemCode | undefined;
}

/** Reads all DS18B20 of a folder, round by round: those that come, too, and those that have gone and come back. */
export class SensorReader {
  private readonly sensors = new Map<string, Remembered>();
  private isFirst = true;

  /** @param now the time that is given to a reading, ms since 1970 UTC */
  constructor(
    private readonly folder: string,
    private readonly now: () => number,
  ) {}

  /**
   * Reads each sensor once, by their ids. On a real bus that takes up to 750 ms a sensor, the time it measures for.
   *
   * @throws PlayheadError NO_SENSOR where the folder is not there at the first round
   */
  async round(): Promise<SensorEvent[]> {
    for (const id of await this.list()) {
      if (!this.sensors.has(id)) this.sensors.set(id, { good: undefined, trouble: undefined });
    }
    const sensors = [...this.sensors].sort(([a], [b]) => (a < b ? -1 : 1));
    return (await Promise.all(sensors.map(([id, remembered]) => this.look(id, remembered)))).flat();
  }

  private async list(): Promise<string[]> {
    const isFirst = this.isFirst;
    this.isFirst = false;
    try {
      return (await fs.readdir(this.folder)).filter((name) => SENSOR.test(name));
    } catch (error) {
      if (isFirst) throw noFolder(this.folder, error);
      return [];
    }
  }

  private async look(sensorId: string, remembered: Remembered): Promise<SensorEvent[]> {
    const reading = await this.read(sensorId, remembered.good);
    const at = { sensorId, time: this.now() };
    const before = remembered.trouble;
    if ("problem" in reading) {
      const { problem } = reading;
      remembered.trouble = problem;
      // Whatever it says next may be its power-on value.
      if (isGone(problem)) remembered.good = undefined;
      const cameBack = isGone(before) && !isGone(problem);
      const event = { ...at, kind: "problem" as const, problem, again: problem === before };
      return cameBack ? [{ ...at, kind: "back" }, event] : [event];
    }
    const { milliCelsius } = reading;
    Object.assign(remembered, { good: milliCelsius, trouble: undefined });
    const event = { ...at, kind: "reading" as const, milliCelsius };
    return isGone(before) ? [{ ...at, kind: "back" }, event] : [event];
  }

  private async read(sensorId: string, good: number | undefined): Promise<FileReading> {
    let text: string;
    try {
      text = await fs.readFile(path.join(this.folder, sensorId, "w1_slave"), "latin1");
    } catch {
      // Whatever the reason is (no such file, no such device, an input/output error): it is tried again next round.
      return { problem: "lost" };
    }
    const reading = parseW1Slave(text);
    const isPowerOn = "milliCelsius" in reading && isPowerOnValue(reading.milliCelsius, good);
    return isPowerOn ? { problem: "power-on" } : reading;
  }
}

function isGone(problem: ProblemCode | undefined): boolean {
  return problem === "lost" || problem === "silent";
}

function noFolder(folder: string, cause: unknown): PlayheadError {
  return new PlayheadError("NO_SENSOR", `There is no folder ${folder}, so this machine has no 1-wire bus`, {
    remedy:
      "on a Raspberry Pi enable 1-wire (sudo raspi-config, Interface Options, 1-Wire) and restart it; elsewhere let sensors be simulated (--simulate)",
    cause,
  });
}
