import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { PROJECT_ROOT } from "../../src/config";
import { EXERCISES } from "../../src/exercises/exercises";
import { executeNotebooks } from "../../src/notebook/execute";
import { testPlace } from "../fixtures/place";
import { readExecuted } from "./executed";

const FOLDER = path.join(PROJECT_ROOT, "notebooks", "solutions");
const place = testPlace();

test(
  "every solution, in one home and in the course's order, is found right",
  { timeout: 900_000 },
  async () => {
    const folder = path.join(await place.home(), "solutions");
    const names = (await fs.readdir(FOLDER)).filter((name) => name.endsWith(".ipynb")).sort();
    const env = (await place.env()) as Record<string, string>;
    await executeNotebooks(
      names.map((name) => path.join(FOLDER, name)),
      folder,
      { env },
    );
    const executed = await Promise.all(names.map((name) => readExecuted(folder, name)));
    const said = executed.flat().flatMap(({ text }) => text.match(/^. Exercise .*$/gm) ?? []);
    expect(said.sort()).toEqual(
      Object.keys(EXERCISES)
        .map((id) => `✓ Exercise ${id}: right`)
        .sort(),
    );
  },
);
