import { expect, test } from "vitest";
import { committedOffsets } from "../../src/kafka/offsets";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import {
  append,
  expectedTotals,
  outputsByKey,
  someInputs,
  topicWith,
  totals,
  type Total,
} from "../processor/helpers";

const place = testPlace();
const START = 1_700_000_000_000;
/** Inputs are a second apart. */
const at = (second: number): Date => new Date(START + second * 1000);
const WINDOW = { from: at(40), to: at(80) };

/** What a plain fold over all inputs puts out for the inputs of these positions. */
function foldBetween(inputs: ReturnType<typeof someInputs>, from: number, to: number): Map<string, Total[]> {
  const before = expectedTotals(inputs.slice(0, from));
  const until = expectedTotals(inputs.slice(0, to));
  const between = [...until].map(([key, all]): [string, Total[]] => [
    key,
    all.slice(before.get(key)?.length ?? 0),
  ]);
  return new Map(between.filter(([, all]) => all.length > 0));
}

test("a window is processed beside a live group, whose outputs and playhead are what they would have been", async () => {
  const workbook = await place.workbook({ prefix: `${place.unique("window")}.` });
  const { names } = workbook;
  const inputs = someInputs(120, 7);
  const { connection, sourceTopic: topic, outputTopic: output } = await topicWith(place, inputs.slice(0, 90));
  const live = { group: names.calculator, topic, output };
  const following = await workbook.follow(totals(), live);
  await following.caughtUp;
  const report = await workbook.process(totals(), { topic, window: WINDOW });
  expect(report).toMatchObject({ group: `${names.calculator}-window`, outputTopic: names.windowOutput });
  expect(report).toMatchObject({ recordsIn: 90, recordsOut: 40 });
  expect((await errorOf(workbook.promote(report))).message).toContain("is one of a window");
  await append(connection, topic, inputs.slice(90));
  await following.stop();
  await workbook.process(totals(), live);
  expect(await outputsByKey(connection, output)).toEqual(expectedTotals(inputs));
  expect((await committedOffsets(connection, names.calculator)).get(topic)?.get(0)).toBe(120);
  expect(await outputsByKey(connection, names.windowOutput)).toEqual(foldBetween(inputs, 40, 80));
});

test("the same window goes on where it ended; another one begins anew by itself, with and without warm-up", async () => {
  const workbook = await place.workbook({ prefix: `${place.unique("window")}.` });
  const inputs = someInputs(100, 7);
  const { connection, sourceTopic: topic } = await topicWith(place, inputs, 2);
  const first = await workbook.process(totals(), { topic, window: WINDOW });
  const again = await workbook.process(totals(), { topic, window: WINDOW });
  expect([again.id, again.recordsIn]).toEqual([first.id, 0]);
  const alone = await workbook.process(totals(), { topic, window: { ...WINDOW, warmUp: false } });
  expect(alone.id).not.toBe(first.id);
  expect(alone.recordsIn).toBe(100);
  const ofRun = (run: string) =>
    outputsByKey(connection, workbook.names.windowOutput, (headers) => headers["playhead-run"] === run);
  expect(await ofRun(first.id)).toEqual(foldBetween(inputs, 40, 80));
  expect(await ofRun(alone.id)).toEqual(expectedTotals(inputs.slice(40, 80)));
});

test("a group that is in the middle of a run without a window is not begun anew for one", async () => {
  const workbook = await place.workbook({ prefix: `${place.unique("window")}.` });
  const { connection, sourceTopic: topic, outputTopic: output } = await topicWith(place, someInputs(20));
  const group = place.unique("live");
  await workbook.process(totals(), { group, topic, output });
  const refused = workbook.process(totals(), { group, topic, output, window: WINDOW });
  expect((await errorOf(refused)).code).toBe("DEFINITION_CHANGED");
  expect((await committedOffsets(connection, group)).get(topic)?.get(0)).toBe(20);
});
