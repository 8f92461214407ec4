import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { commandHere } from "../fixtures/command-here";
import { testPlace } from "../fixtures/place";

const place = testPlace();

test("a mixed table fails and is told row by row; the home's own passes; nothing else is printed with --json", async () => {
  const env = await place.env();
  const workbook = await place.workbook();
  await workbook.ingest("data/journeys.csv");
  const none = await commandHere(["audit"], env);
  expect(none).toMatchObject({ code: 1, stdout: "" });
  expect(none.stderr).toContain("NO_RESULTS");

  const mixed = await commandHere(["audit", "data/mixed-results.csv"], env);
  expect(mixed).toMatchObject({ code: 1, stderr: "" });
  expect(mixed.stdout).toMatch(/^Mixed: 11 rows; /);
  expect(mixed.stdout.trimEnd().split("\n")).toHaveLength(2 + 1 + 12);

  await commandHere(["process", "--unit", "mi"], env);
  await commandHere(["write"], env);
  const own = await commandHere(["audit", "--json"], env);
  expect(own).toMatchObject({ code: 0, stderr: "" });
  const report = JSON.parse(own.stdout) as Record<string, unknown>;
  expect(report).toMatchObject({
    whole: true,
    common: { unit: "mi", history: "once", algorithm: "geodesic" },
    rows: { length: 10 },
  });

  const twice = path.join(await place.home(), "rounded.csv");
  await fs.writeFile(twice, "track_id,distance\n102,5.2\n");
  const tolerant = await commandHere(["audit", twice, "--tolerance", "0.02", "--json"], env);
  expect(JSON.parse(tolerant.stdout)).toMatchObject({
    whole: false,
    rows: { 0: { track_id: "102", verdict: "found" } },
  });
  for (const wrong of ["2", "x", ""]) {
    expect((await commandHere(["audit", twice, "--tolerance", wrong], env)).code).toBe(2);
  }
});
