import path from "node:path";
import { describe, expect, test } from "vitest";
import { PROJECT_ROOT } from "../../src/config";
import { executeNotebooks } from "../../src/notebook/execute";
import { testPlace } from "../fixtures/place";
import { NOTEBOOKS } from "./executed";
import { preparations } from "./walked-through";

const [, , REWIND, REPROCESS] = NOTEBOOKS;

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
