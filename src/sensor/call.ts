import { PlayheadError } from "../errors";
import type { SensorEvent } from "./reader";
import type { Simulation } from "./source";
import type { TemperatureUnit } from "./unit";

/** What is told while sensors are read. */
export type SensorNews =
  | SensorEvent
  /** The broker has not answered for some seconds; readings are kept, so many by now. */
  | { kind: "stalled"; waiting: number }
  /** It has answered again; so many readings there was no room for. */
  | { kind: "resumed"; dropped: number };

export interface SensorCall {
  /** Folder of the 1-wire devices; default `/sys/bus/w1/devices`. */
  devices?: string;
  /** Simulate sensors instead. */
  simulate?: Simulation;
  /** Time from one reading of all sensors to the next, ms; default 1000. */
  everyMs?: number;
  /** In what they are sent; default °C. */
  unit?: TemperatureUnit;
  /** End after so many readings, of all sensors together. Default: until the signal, or the simulation's end. */
  count?: number;
  /** Topic to append to; default `sensor-temperatures`. */
  topic?: string;
  /** Told of each reading, each problem, and when the broker is away. */
  onNews?: (news: SensorNews) => void;
  signal?: AbortSignal;
}

/** @throws PlayheadError BAD_OPTION naming all that can't be used */
export function checkCall({ everyMs = 1, count = 1, simulate = {} }: SensorCall): void {
  const { sensors = 1, seed = 1, from = "1970", hours = 1, speed = 1 } = simulate;
  const bad = [
    ...(everyMs > 0 ? [] : ["everyMs is a number of milliseconds, more than 0"]),
    ...(Number.isInteger(count) && count > 0 ? [] : ["count is a whole number, 1 or more"]),
    ...(Number.isInteger(sensors) && sensors > 0 ? [] : ["sensors is a whole number, 1 or more"]),
    ...(Number.isInteger(seed) ? [] : ["seed is a whole number"]),
    ...(Number.isNaN(Date.parse(from)) ? ["from is a time as ISO 8601 has it: 2026-03-02T00:00:00Z"] : []),
    ...(hours > 0 ? [] : ["hours is a number, more than 0"]),
    ...(speed === "max" || speed > 0 ? [] : ['speed is a number, more than 0, or "max"']),
  ];
  if (bad.length === 0) return;
  throw new PlayheadError("BAD_OPTION", `The sensors can't be read like that: ${bad.join("; ")}`);
}
