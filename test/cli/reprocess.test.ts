import { beforeAll, expect, test } from "vitest";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { commandHere } from "../fixtures/command-here";
import { testPlace } from "../fixtures/place";

const place = testPlace();
const run = async (...args: string[]) => commandHere(["reprocess", ...args], await place.env());

beforeAll(async () => {
  const workbook = await place.workbook();
  await workbook.ingest(workbook.dataFile);
  await workbook.process(cumulativeDistance({ unit: "mi" }));
  await workbook.write();
});

test("without a definition the usage is wrong; a group that has made nothing is refused", async () => {
  expect(await run()).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("say what to compute") as string,
  });
  const nobody = await run("--unit", "km", "--group", place.unique("nobody"));
  expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining("RUN_NOT_FOUND") as string });
});

test("computed beside, told and checked; with --promote it takes over, as one JSON document if asked", async () => {
  const beside = await run("--unit", "km");
  expect(beside.code, beside.stderr).toBe(0);
  expect(beside.stdout).toContain("✓ every key that readers see has a result");
  expect(beside.stdout).toContain("10 equal, 0 changed");
  const promoted = await run("--unit", "km", "--promote", "--json");
  const { calculator, source } = place.names;
  expect(JSON.parse(promoted.stdout)).toMatchObject({ passed: true, promoted: `${calculator}:${source}:2` });
  const seen = await (await place.workbook()).query("SELECT DISTINCT unit FROM dist_calc");
  expect([...seen]).toEqual([{ unit: "km" }]);
});
