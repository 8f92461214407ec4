import { afterAll, beforeAll, expect, test } from "vitest";
import { openChapter } from "../../src/chapters/open-chapter";
import { EXERCISES } from "../../src/exercises/exercises";
import { fahrenheitToCelsius } from "../../src/processor/library/fahrenheit-to-celsius";
import { pipe } from "../../src/processor/library/pipe";
import { rollingAverage, type AverageOutput } from "../../src/processor/library/rolling-average";
import type { Workbook } from "../../src/workbook";
import { testPlace } from "../fixtures/place";
import { inNotebook } from "../notebook/hook";

const place = testPlace();
const MINUTE = 60_000;
const OUTDOORS = "28-5e0000000002";
const averages = rollingAverage({ field: "temperature", overMs: 30 * MINUTE });
const inCelsius = pipe(fahrenheitToCelsius({ field: "temperature" }), averages);
let workbook: Workbook | undefined;

beforeAll(() => open());
afterAll(() => workbook?.close());

/** Opens the chapter, in a home where nobody has computed a distance; returns what it had to do. */
async function open(): Promise<string> {
  const config = await place.config();
  const shown = await inNotebook(async () => (workbook = await openChapter(7, config)));
  return shown.map(({ bundle }) => bundle["text/plain"]).join("\n");
}

function call({ names }: Workbook) {
  return { group: names.averager, topic: names.simulatedTemperatures, output: names.averages };
}

async function arrive(hours: number): Promise<void> {
  const topic = workbook!.names.simulatedTemperatures;
  const simulate = { from: "2026-03-02T00:00:00Z", hours, speed: "max" as const };
  await workbook!.sensor({ topic, everyMs: 2 * MINUTE, unit: "F", simulate });
}

async function judged(id: "07.1" | "07.2" | "07.3", answer: unknown): Promise<true | string> {
  return EXERCISES[id].judge(answer, workbook!);
}

test("averages in °F are replaced by those in °C, which go on; opened again, the chapter begins at the start", async () => {
  const book = workbook!;
  await arrive(20);
  const first = await book.process(averages, call(book));
  const reprocessed = await book.reprocess(inCelsius, { ...call(book), compare: { field: "average" } });
  expect(reprocessed.passed).toBe(true);
  expect(reprocessed.comparison.rows).toHaveLength(2);
  for (const { before, after } of reprocessed.comparison.rows)
    expect(after).toBeCloseTo(((before! - 32) * 5) / 9, 9);
  const { promoted } = await reprocessed.promote();
  await arrive(24);
  const next = await book.process(inCelsius, call(book));
  expect(next.id).toBe(promoted?.id);
  expect(next.recordsIn).toBeGreaterThan(50);
  const seen = (await book.runs({ group: book.names.averager })).map(({ id, promotedSince }) => [
    id,
    promotedSince !== null,
  ]);
  expect(seen).toEqual([
    [next.id, true],
    [first.id, false],
  ]);
  expect(await open()).toContain(`the playhead of ${book.names.averager} was rewound to the start`);
  expect(await open()).not.toContain("rewound");
  await workbook!.process(averages, call(book));
});

test("the exercises' judges say what is wrong with an answer, and not what is right", async () => {
  const book = workbook!;
  const topic = book.names.simulatedTemperatures;
  const outdoors = (await book.readings(OUTDOORS, topic)).length;
  expect(await judged("07.1", outdoors)).toBe(true);
  expect(await judged("07.1", (await book.readings(undefined, topic)).length)).toBe("That is too large.");

  const run = (await book.runs({ group: book.names.averager }))[0]!;
  const of = async (wanted: (key: string) => boolean): Promise<number> => {
    const outputs = (await book.outputs<AverageOutput>(run)).filter(({ key }) => wanted(key));
    return Math.max(...outputs.map(({ output }) => output.average));
  };
  const [warmest, indoors] = [await of((key) => key === OUTDOORS), await of((key) => key !== OUTDOORS)];
  expect(await judged("07.2", ((warmest - 32) * 5) / 9)).toBe(true);
  expect(await judged("07.2", warmest)).toBe("That is in °F: take the averages of the second run.");
  expect(await judged("07.2", ((indoors - 32) * 5) / 9)).toMatch(/^That is the sensor indoors/);
  expect(await judged("07.2", -20)).toBe("That is too small.");

  const silences: number[] = [];
  const last = new Map<string, number>();
  for (const { sensor_id, time } of await book.readings(undefined, topic)) {
    const minutes = (Date.parse(time) - (last.get(sensor_id) ?? Infinity)) / MINUTE;
    if (minutes >= 10) silences.push(minutes);
    last.set(sensor_id, Date.parse(time));
  }
  expect(silences.length).toBeGreaterThan(0);
  expect(await judged("07.3", silences)).toBe(true);
  expect(await judged("07.3", silences[0])).toMatch(/^A list of numbers/);
  expect(await judged("07.3", ["long"])).toMatch(/^Something in the list is no number/);
  expect(await judged("07.3", [29_000_000, ...silences])).toMatch(/longer than a day/);
  expect(await judged("07.3", [2, ...silences])).toMatch(/shorter than ten minutes/);
  expect(await judged("07.3", [...silences, 20])).toMatch(/^The list is too long/);
  expect(await judged("07.3", silences.slice(1))).toMatch(/^The list is too short/);
  expect(
    await judged(
      "07.3",
      silences.map((minutes) => minutes + 1),
    ),
  ).toMatch(/has another length/);
});
