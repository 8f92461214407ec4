import { expect, test } from "vitest";
import { EXERCISES, type ExerciseId } from "../../src/exercises/exercises";
import { figure } from "../../src/view/figure";
import { sampleWorkbook } from "./sample-workbook";

const workbook = sampleWorkbook();

async function verdict(id: ExerciseId, answer: unknown): Promise<unknown> {
  return EXERCISES[id].judge(answer, workbook());
}

test.each([
  ["01.1", 740, "too small"],
  ["01.2", "no-track", "There is no track"],
  ["01.2", "101", "not the one with the most points"],
  ["01.2", undefined, "text"],
  ["01.3", "1", "this is a string"],
  ["01.3", NaN, "NaN"],
  ["02.1", "101", "that has come furthest"],
  ["02.2", null, "this is null"],
  ["02.2", [1], "this is a list"],
  ["02.3", 3, "A processor is asked for"],
  ["02.3", { step: (): unknown => 1 }, "a list of two"],
  ["02.3", { step: (): unknown => [1, { count: 1 }] }, "a field `points`"],
  ["02.3", { step: (): unknown => [1, { points: 1 }] }, "After 2 points of a track it says 1"],
  ["03.1", 0, "too small"],
  ["03.2", 1e9, "too large"],
  ["03.3", -1, "too small"],
  ["04.1", 7, "The `id` of a run"],
  ["04.1", "nobody:nothing:1", "no run of that id"],
  ["04.2", 0, "too small"],
  ["04.3", "furlong", "not the unit"],
  ["05.1", 0, "too small"],
  ["05.2", "flat-earth", "One of these"],
  ["05.2", "geodesic", "further off than geodesic"],
  ["05.3", { toJSON: () => ({}) }, "A chart is asked for"],
  ["05.3", figure([{ y: [] }]), "no values"],
  ["05.3", figure([{ y: [1] }]), "The x axis has no title"],
  ["05.3", figure([{ y: [1] }], { xaxis: { title: { text: "track" } } }), "The y axis has no title"],
  [
    "05.3",
    figure([{ y: [1] }], { xaxis: { title: { text: "track" } }, yaxis: { title: { text: "distance" } } }),
    "does not tell its unit",
  ],
] as const)("%s: %j is told why not yet", async (id, answer, why) => {
  expect(await verdict(id, answer)).toContain(why);
});

test("a right number in the wrong unit is told so", async () => {
  const hops = async (id: "02.2" | "05.1", scale: number): Promise<unknown> => {
    for (let low = 0, high = 1e7; ;) {
      // What is too small or too large leads to the answer, which this test does not know either.
      const middle = (low + high) / 2;
      const said = await verdict(id, middle);
      if (said === true) return verdict(id, middle / scale);
      if (String(said).includes("too large")) high = middle;
      else low = middle;
    }
  };
  expect(await hops("02.2", 1609.344)).toContain("Those are miles");
  expect(await hops("05.1", 1000)).toContain("Those are kilometres");
});
