import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { PROJECT_ROOT } from "../../src/config";
import { executeNotebooks } from "../../src/notebook/execute";
import { testPlace } from "../fixtures/place";
import { COURSE, NOTEBOOKS, readExecuted } from "./executed";
import { expectExercises } from "./turns";

const FOLDER = path.join(PROJECT_ROOT, "notebooks", "solutions");
const place = testPlace();

test("every notebook of the course has its solutions", async () => {
  const names = (await fs.readdir(FOLDER)).filter((name) => name.endsWith(".ipynb"));
  expect(names.sort()).toEqual(COURSE);
});

// Those of the later notebooks are tried where each runs alone.
test(
  "the walk-through's solutions, in one home and in its order, are found right",
  { timeout: 900_000 },
  async () => {
    const folder = path.join(await place.home(), "solutions");
    const env = (await place.env()) as Record<string, string>;
    await executeNotebooks(
      NOTEBOOKS.map((name) => path.join(FOLDER, name)),
      folder,
      { env },
    );
    const executed = await Promise.all(NOTEBOOKS.map((name) => readExecuted(folder, name)));
    const chapters = NOTEBOOKS.map((name) => name.slice(0, 2));
    expectExercises(executed.flat(), chapters, "solved");
  },
);
