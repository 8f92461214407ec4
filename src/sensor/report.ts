import { inspect } from "node:util";
import { JUPYTER_DISPLAY, prose, type Displayable, type MimeBundle } from "../view/mime";
import { formatCount, formatTime } from "../view/quantities";
import type { SensorEvent } from "./reader";
import { UNIT_TEXT, type TemperatureUnit } from "./unit";
import { PROBLEMS, type ProblemCode } from "./w1-slave";

/** What became of one sensor's rounds. */
export interface SensorTally {
  readings: number;
  problems: Partial<Record<ProblemCode, number>>;
}

export interface SensorFacts {
  topic: string;
  unit: TemperatureUnit;
  /** Readings that are in the topic now, and those that a simulation had sent there before. */
  added: number;
  alreadyThere: number;
  /** Readings that there was no room for while the broker was away, and those of which it has not said that it has them. */
  dropped: number;
  unsent: number;
  sensors: Readonly<Record<string, SensorTally>>;
  /** Event time of the first and the last reading, ms since 1970 UTC. */
  firstTime: number | undefined;
  lastTime: number | undefined;
}

/** Counts events, sensor by sensor. */
export class Tallies {
  readonly sensors: Record<string, SensorTally> = {};
  firstTime: number | undefined;
  lastTime: number | undefined;

  note(event: SensorEvent): void {
    const tally = (this.sensors[event.sensorId] ??= { readings: 0, problems: {} });
    if (event.kind === "problem") {
      tally.problems[event.problem] = (tally.problems[event.problem] ?? 0) + 1;
    } else if (event.kind === "reading") {
      tally.readings++;
      this.firstTime ??= event.time;
      this.lastTime = event.time;
    }
  }
}

/** What one call of `sensor` did. */
export class SensorReport implements Displayable {
  constructor(readonly facts: Readonly<SensorFacts>) {}

  /** Readings that this call has added to the topic. */
  get added(): number {
    return this.facts.added;
  }

  toJSON(): SensorFacts {
    return this.facts;
  }

  get text(): string {
    const { topic, unit, added, alreadyThere, dropped, unsent, sensors, firstTime, lastTime } = this.facts;
    const span =
      firstTime === undefined || lastTime === undefined
        ? ""
        : `, ${formatTime(firstTime)} to ${formatTime(lastTime)}`;
    const lines = [`${formatCount(added)} readings in ${UNIT_TEXT[unit]} added to ${topic}${span}`];
    if (alreadyThere > 0) lines.push(`${formatCount(alreadyThere)} were there before`);
    if (dropped > 0)
      lines.push(`${formatCount(dropped)} readings were dropped: there was no room for more to wait`);
    if (unsent > 0)
      lines.push(`${formatCount(unsent)} readings may not have arrived: the broker has not answered`);
    for (const [id, { readings, problems }] of Object.entries(sensors)) {
      lines.push(`${id}: ${formatCount(readings)} readings`);
      for (const [problem, rounds] of Object.entries(problems) as [ProblemCode, number][])
        lines.push(`  ${formatCount(rounds)} × ${problem}: ${PROBLEMS[problem]}`);
    }
    return lines.join("\n");
  }

  [inspect.custom](): string {
    return this.text;
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    return prose(this.text);
  }
}
