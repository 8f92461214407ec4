import { describe, expect, test } from "vitest";
import { testPlace } from "../fixtures/place";
import { cellWith } from "./executed";
import { executeAlone, TURNS } from "./turns";

// The chart alone is where any-order.test.ts begins; 08, 09 and 11 have tests of their own.
describe.each(["06-two-playheads.ipynb", "07-sensor.ipynb", "10-wrong-numbers.ipynb"])("%s", (name) => {
  const place = testPlace();

  test("alone in a fresh home, and once more with its solutions: it runs to its end", async () => {
    for (const turn of TURNS) {
      const cells = await executeAlone(place, name, turn);
      expect(cellWith(cells, "openChapter(").text).toContain("Kafka answers at 127.0.0.1:");
    }
  }, 240_000);
});
