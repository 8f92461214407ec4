import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EXERCISES } from "../../src/exercises/exercises";
import { openWorkbook, type Workbook } from "../../src/workbook";
import { testPlace } from "../fixtures/place";
import { CSV_HEADER } from "../fixtures/track-csv";

const place = testPlace();
let workbook: Workbook;

/** At the equator 0.01 degrees of longitude are 1.113195 km. Of the trips, 2 lies in the window in part, 3 does not. */
const ROWS = `1,0,0.00,1,2024-05-06T07:50:00Z
2,0,0.01,1,2024-05-06T08:05:00Z
3,0,0.03,1,2024-05-06T08:10:00Z
4,0,0.00,2,2024-05-06T08:10:00Z
5,0,0.01,2,2024-05-06T08:29:59Z
6,0,0.09,2,2024-05-06T08:30:00Z
7,0,0.00,3,2024-05-06T09:00:00Z
`;
const KM_PER_HUNDREDTH = 1.1131949079327357;

beforeAll(async () => {
  workbook = openWorkbook(await place.config());
  const file = path.join(await place.home(), "fleet.csv");
  await writeFile(file, `${CSV_HEADER}\n${ROWS}`);
  await workbook.ingest(file);
});
afterAll(() => workbook.close());

test("06.1: every trip with a point in the hour counts", async () => {
  const { judge } = EXERCISES["06.1"];
  expect(await judge(2, workbook)).toBe(true);
  expect(await judge(3, workbook)).toContain("too large");
  expect(await judge("2", workbook)).toContain("this is a string");
});

test("06.2: the window's group stands still, and what another one does is told", () => {
  const { judge } = EXERCISES["06.2"];
  const { calculator, windowed, writer } = workbook.names;
  expect(judge(windowed(calculator), workbook)).toBe(true);
  expect(judge(calculator, workbook)).toContain("follows the fleet");
  expect(judge(writer, workbook)).toContain("the results");
  expect(judge("nobody", workbook)).toContain("no such group");
  expect(judge(1, workbook)).toContain("text");
});

test("06.3: what was driven within the half hour, no more; with what was before, it says so", async () => {
  const { judge } = EXERCISES["06.3"];
  expect(await judge(3 * KM_PER_HUNDREDTH, workbook)).toBe(true);
  expect(await judge(4 * KM_PER_HUNDREDTH, workbook)).toContain("driven before 08:00");
  expect(await judge(12 * KM_PER_HUNDREDTH, workbook)).toContain("too large");
  expect(await judge(undefined, workbook)).toContain("A number");
});
