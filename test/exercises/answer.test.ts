import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openChapter } from "../../src/chapters/open-chapter";
import { check } from "../../src/notebook/check";
import type { Workbook } from "../../src/workbook";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { inNotebook } from "../notebook/hook";

const place = testPlace();
const ROWS = 741;
let workbook: Workbook | undefined;

beforeAll(async () => {
  expect((await errorOf(check("01.1", 1))).code).toBe("NO_CHAPTER");
  const options = { ...(await place.config()), dataFile: path.resolve("data/journeys.csv") };
  await inNotebook(async () => {
    workbook = await openChapter(1, options);
    await workbook.ingest(workbook.dataFile);
  });
});
afterAll(() => workbook?.close());

async function said(answer: unknown): Promise<string> {
  const shown = await inNotebook(() => check("01.1", answer));
  return shown.map(({ bundle }) => bundle["text/plain"]).join("\n");
}

test("an exercise that is not begun is no try; a wrong answer is told why, with a hint the second time", async () => {
  expect(await said(undefined)).toBe("○ Exercise 01.1: yours to do");
  expect(await said(1)).toBe("… Exercise 01.1: not yet. That is too small.");
  const second = await said("many");
  expect(second).toMatch(/not yet. A number is asked for, and this is a string.\nHint: /);
  expect(second).not.toContain(String(ROWS));
  expect(await said(ROWS)).toBe("✓ Exercise 01.1: right");
});

test("a promise is waited for", async () => {
  expect(await said(Promise.resolve(ROWS))).toBe("✓ Exercise 01.1: right");
});
