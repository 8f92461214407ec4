import fc from "fast-check";
import { expect, test } from "vitest";
import { deduplicate } from "../../../src/processor/library/deduplicate";
import { at, fold, points } from "./fold";

interface Tagged {
  id: string | number;
  n: number;
}

function kept(ids: (string | number)[], remember?: number): number[] {
  const processor = deduplicate<Tagged>({ field: "id", ...(remember === undefined ? {} : { remember }) });
  const values = ids.map((id, n) => ({ id, n }));
  return fold(
    processor,
    at(
      ids.map(() => 0),
      values,
    ),
  )
    .flat()
    .map(({ n }) => n);
}

test("the first of each id stays, whole and as it was", () => {
  expect(kept(["a", "b", "a", "c", "b"])).toEqual([0, 1, 3]);
  const value = { id: "a", nested: { list: [1, null] } };
  expect(fold(deduplicate<typeof value>({ field: "id" }), at([0], [value]))[0]?.[0]).toBe(value);
});

test("a number and the same number as text are two ids; text may be empty", () => {
  expect(kept([1, "1", 1, "", ""])).toEqual([0, 1, 3]);
});

test("only so many ids are remembered, and a repetition does not make one younger", () => {
  expect(kept(["a", "b", "a", "c", "a"], 2)).toEqual([0, 1, 3, 4]);
});

test("as by looking among the last ones that were kept", () => {
  fc.assert(
    fc.property(points, fc.integer({ min: 1, max: 10 }), (records, remember) => {
      const expected: string[] = [];
      for (const { value } of records) {
        if (!expected.slice(-remember).includes(value.id)) expected.push(value.id);
      }
      const outputs = fold(deduplicate({ field: "id", remember }), records).flat();
      expect(outputs.map(({ id }) => id)).toEqual(expected);
    }),
  );
});

test("wrong options and records without an id are refused", () => {
  for (const options of [{ field: "" }, { field: "id", remember: 0 }, { field: "id", remember: 0.5 }]) {
    expect(() => deduplicate(options)).toThrow(expect.objectContaining({ code: "BAD_OPTION" }) as Error);
  }
  for (const value of [{}, { id: null }, { id: true }, { id: ["a"] }, "a"]) {
    expect(() => deduplicate({ field: "id" }).parse(value)).toThrow(
      expect.objectContaining({ code: "BAD_RECORD" }) as Error,
    );
  }
});
