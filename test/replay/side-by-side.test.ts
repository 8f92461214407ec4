import { expect, test } from "vitest";
import { sideBySide } from "../../src/replay/side-by-side";
import { errorOf } from "../fixtures/errors";

const metres = (distance: number) => ({ distance, unit: "m" });

test("a row for each key, a column for each processor, with its unit; what is not there is left out", () => {
  const rows = sideBySide(
    new Map([
      [
        "a",
        new Map<string, unknown>([
          ["1", metres(1234.56789)],
          ["2", metres(0)],
        ]),
      ],
      [
        "b",
        new Map<string, unknown>([
          ["2", { distance: 0.5 }],
          ["3", { distance: "far" }],
        ]),
      ],
    ]),
    "distance",
  );
  expect([...rows]).toEqual([{ key: "1", a: 1234.56789 }, { key: "2", a: 0, b: 0.5 }, { key: "3" }]);
  expect(rows.text).toBe(
    [
      "distance, the last of each key",
      "",
      "key     a (m)      b",
      "1    1234.568      -",
      "2       0.000  0.500",
      "3           -      -",
    ].join("\n"),
  );
});

test("a field that is no number anywhere is refused, and a processor called as the keys are", async () => {
  const call = (name: string, field: string) =>
    Promise.resolve().then(() => sideBySide(new Map([[name, new Map([["1", metres(1)]])]]), field));
  expect((await errorOf(call("a", "unit"))).code).toBe("BAD_OPTION");
  expect((await errorOf(call("key", "distance"))).code).toBe("BAD_OPTION");
});
