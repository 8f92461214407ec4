import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mixedResults } from "../../data/mixed-results";
import { sampleTracks } from "../../src/tracks/generator";

const FILE = join(__dirname, "../../data/mixed-results.csv");

test("the sample of a mixed table is what its maker makes: if not, run npx tsx data/generate.ts", async () => {
  expect(await readFile(FILE, "utf8")).toBe([...mixedResults(sampleTracks())].join(""));
});
