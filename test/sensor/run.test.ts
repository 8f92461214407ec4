import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { SensorNews } from "../../src/sensor/call";
import { formatW1Slave, STEPS } from "../../src/sensor/scratchpad";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";

const place = testPlace();
const MINUTE = 60_000;
const FROM = "2026-03-02T00:00:00Z";

function hours(count: number) {
  return { from: FROM, hours: count, speed: "max" as const };
}

/** A folder of devices with one sensor in it. */
async function oneDevice(): Promise<string> {
  const devices = path.join(await place.home(), "one-device");
  await fs.mkdir(path.join(devices, "28-00000724aaaa"), { recursive: true });
  await fs.writeFile(path.join(devices, "28-00000724aaaa", "w1_slave"), formatW1Slave(21 * STEPS));
  return devices;
}

test("what the broker refuses is told at once, not at the next reading", async () => {
  const call = { devices: await oneDevice(), everyMs: 3_600_000, topic: "no such name!" };
  expect((await errorOf((await place.workbook()).sensor(call))).code).toBe("BAD_OPTION");
});

test("real files become records: keyed by sensor, at the time of the reading, until enough were read", async () => {
  const workbook = await place.workbook();
  const devices = path.join(await place.home(), "devices");
  for (const [id, celsius] of [["28-00000724aaaa", 21.5625] as const, ["28-00000724bbbb", -3.5] as const]) {
    await fs.mkdir(path.join(devices, id), { recursive: true });
    await fs.writeFile(path.join(devices, id, "w1_slave"), formatW1Slave(celsius * STEPS));
  }
  const topic = place.unique("real");
  const began = Date.now();
  const report = await workbook.sensor({ devices, topic, everyMs: 1, count: 4 });
  expect(report.facts).toMatchObject({ added: 4, alreadyThere: 0, dropped: 0, unsent: 0, unit: "C" });
  const records = await workbook.records(topic, { count: 10 });
  expect(records).toHaveLength(4);
  for (const { key, value, timestamp } of records) {
    const reading = JSON.parse(value!) as Record<string, unknown>;
    expect(reading).toEqual({
      sensor_id: key,
      temperature: key === "28-00000724aaaa" ? 21.562 : -3.5,
      unit: "°C",
      time: timestamp,
    });
    expect(Date.parse(timestamp)).toBeGreaterThanOrEqual(began);
    expect(Date.parse(timestamp)).toBeLessThanOrEqual(Date.now());
  }
});

test("a simulated night, twice: the second time its readings are there; a longer one adds the rest", async () => {
  const workbook = await place.workbook();
  const topic = place.unique("night");
  const news: SensorNews[] = [];
  const call = { topic, everyMs: 5 * MINUTE, unit: "F" as const };
  const first = await workbook.sensor({ ...call, simulate: hours(6), onNews: (one) => news.push(one) });
  const readings = news.filter(({ kind }) => kind === "reading").length;
  expect(first.added).toBe(readings);
  expect((await workbook.sensor({ ...call, simulate: hours(6) })).facts).toMatchObject({
    added: 0,
    alreadyThere: readings,
  });
  const longer = await workbook.sensor({ ...call, simulate: hours(8) });
  expect(longer.facts.alreadyThere).toBe(readings);
  const all = await workbook.readings(undefined, topic);
  expect(all).toHaveLength(readings + longer.added);
  expect(new Set(all.map(({ sensor_id, time }) => `${sensor_id} ${time}`)).size).toBe(all.length);
  expect(new Set(all.map(({ unit }) => unit))).toEqual(new Set(["°F"]));
  const [sensor] = Object.keys(first.facts.sensors);
  const own = await workbook.readings(sensor, topic);
  expect(own.every(({ sensor_id }) => sensor_id === sensor)).toBe(true);
  expect(own.length).toBeLessThan(all.length);
});

test("a simulation's own clock: event times follow each other by what was asked, however fast", async () => {
  const workbook = await place.workbook();
  const topic = place.unique("clock");
  const simulate = { ...hours(1), sensors: 1, speed: 360_000 };
  await workbook.sensor({ topic, simulate, everyMs: 10 * MINUTE });
  const times = (await workbook.readings(undefined, topic)).map(({ time }) => Date.parse(time));
  // The first round has the power-on value.
  expect(times).toEqual([1, 2, 3, 4, 5].map((round) => Date.parse(FROM) + round * 10 * MINUTE));
});

test("the signal ends it in order: what was read is sent", async () => {
  const workbook = await place.workbook();
  const topic = place.unique("stopped");
  const stop = new AbortController();
  let read = 0;
  const report = await workbook.sensor({
    topic,
    simulate: {},
    everyMs: 1,
    signal: stop.signal,
    onNews: ({ kind }) => {
      if (kind === "reading" && ++read === 5) stop.abort();
    },
  });
  expect(report.facts).toMatchObject({ added: read, unsent: 0 });
  expect(await workbook.readings(undefined, topic)).toHaveLength(read);
});

test.each([
  [{ everyMs: 0 }, "everyMs"],
  [{ count: 0.5 }, "count"],
  [{ simulate: { from: "yesterday" } }, "from is a time"],
  [{ simulate: { speed: -1, hours: 0 } }, "hours is a number, more than 0; speed"],
])("%j is refused", async (call, reason) => {
  const error = await errorOf((await place.workbook()).sensor(call));
  expect(error).toMatchObject({ code: "BAD_OPTION" });
  expect(error.message).toContain(reason);
});

test("a machine without a 1-wire bus is told so", async () => {
  const devices = path.join(await place.home(), "no-devices");
  expect((await errorOf((await place.workbook()).sensor({ devices }))).code).toBe("NO_SENSOR");
});
