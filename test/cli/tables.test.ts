import { expect, test } from "vitest";
import { commandHere } from "../fixtures/command-here";
import { testPlace } from "../fixtures/place";

const place = testPlace();

test("a long table is printed with all of its rows", async () => {
  const env = await place.env();
  const { calculator } = place.names;
  const steps = [
    ["ingest", "data/journeys.csv", "--partitions", "25"],
    ["process", "--unit", "km"],
  ];
  for (const step of steps) expect(await commandHere(step, env)).toMatchObject({ code: 0, stderr: "" });
  const { stdout } = await commandHere(["groups", calculator], env);
  const rows = stdout.split("\n").filter((line) => line.startsWith(`${calculator} `));
  expect(rows.map((row) => Number(row.split(/ +/)[2]))).toEqual(Array.from({ length: 25 }, (_, i) => i));
}, 120_000);
