import path from "node:path";
import { describe, expect, test } from "vitest";
import { PROJECT_ROOT } from "../../src/config";
import { executeNotebooks } from "../../src/notebook/execute";
import { testPlace } from "../fixtures/place";
import { COURSE, NOTEBOOKS, readExecuted } from "./executed";
import { preparations } from "./walked-through";

const [, , REWIND, REPROCESS] = NOTEBOOKS;
/** Those of the later notebooks that have no test of their own here. */
const LATER = COURSE.filter((name) => /^(06|07|10)-/.test(name));

// The last one alone is where any-order.test.ts begins.
describe.each([REWIND, REPROCESS])("%s alone, in a fresh home", (name) => {
  const place = testPlace();

  test("brings its beginning about and runs to its end", async () => {
    const folder = path.join(await place.home(), "alone");
    const env = (await place.env()) as Record<string, string>;
    await executeNotebooks([path.join(PROJECT_ROOT, "notebooks", name)], folder, { env });
    expect((await preparations(folder, name)).slice(0, 2)).toEqual([
      "journeys.csv was ingested",
      "everything was processed in mi and written",
    ]);
  }, 240_000);
});

describe.each(LATER)("%s alone, in a fresh home, and once more", (name) => {
  const place = testPlace();

  test("runs to its end, its exercises not begun", async () => {
    const folder = path.join(await place.home(), "alone");
    const env = (await place.env()) as Record<string, string>;
    const file = path.join(PROJECT_ROOT, "notebooks", name);
    for (let turn = 0; turn < 2; turn++) {
      await executeNotebooks([file], folder, { env });
      const said = (await readExecuted(folder, name)).map(({ text }) => text).join("\n");
      expect(said.match(/Exercise .*: yours to do/g)?.length).toBeGreaterThanOrEqual(2);
    }
  }, 240_000);
});
