import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test, onTestFinished } from "vitest";
import { SensorReader, type SensorEvent } from "../../src/sensor/reader";
import { SimulatedTree } from "../../src/sensor/simulated";

const MINUTE = 60_000;

/** A day of readings. */
async function day(seed: number, stepMs: number, sensors = 2): Promise<SensorEvent[]> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-simulated-"));
  onTestFinished(() => fs.rm(folder, { recursive: true }));
  const tree = new SimulatedTree(folder, { seed, sensors });
  let now = 0;
  const reader = new SensorReader(folder, () => now);
  const events: SensorEvent[] = [];
  for (; now < 24 * 60 * MINUTE; now += stepMs) {
    await tree.step(now);
    events.push(...(await reader.round()));
  }
  return events;
}

test("the same seed makes the same day, another one another", async () => {
  const [one, same, other] = await Promise.all([
    day(1, 10 * MINUTE),
    day(1, 10 * MINUTE),
    day(2, 10 * MINUTE),
  ]);
  expect(same).toEqual(one);
  expect(other).not.toEqual(one);
});

test("a day of two sensors has all that goes wrong, and no reading that can't be", async () => {
  const events = await day(1, MINUTE);
  const problems = new Set(events.map((event) => (event.kind === "problem" ? event.problem : event.kind)));
  expect(problems).toEqual(new Set(["reading", "back", "power-on", "crc", "lost"]));
  const readings = events.flatMap((event) => (event.kind === "reading" ? [event] : []));
  expect(readings.length).toBeGreaterThan(2500);
  for (const { milliCelsius } of readings) expect(Math.abs(milliCelsius - 15_000)).toBeLessThan(16_000);
});

test("it is warmer in the afternoon than before the morning", async () => {
  const at = (hour: number, events: SensorEvent[]): number => {
    const some = events.flatMap((event) =>
      event.kind === "reading" && Math.floor(event.time / (60 * MINUTE)) === hour ? [event.milliCelsius] : [],
    );
    return some.reduce((sum, value) => sum + value, 0) / some.length;
  };
  const events = await day(1, 5 * MINUTE, 1);
  expect(at(15, events) - at(3, events)).toBeGreaterThan(3000);
});
