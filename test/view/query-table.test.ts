import { expect, test } from "vitest";
import { queryTable } from "../../src/view/query-table";

test("a query's fractions have six digits for people, all of them in JSON and in the rows", () => {
  const rows = [
    { track_id: "1", distance: 1.7321098765432, points: 90 },
    { track_id: "14", distance: 0, points: 1 },
    { track_id: "15", distance: null, points: 0 },
  ];
  const table = queryTable(rows);
  expect(table.text).toBe(
    "track_id  distance  points\n" +
      "1         1.732110      90\n" +
      "14        0.000000       1\n" +
      "15               -       0",
  );
  expect(JSON.stringify(table)).toBe(JSON.stringify(rows));
  expect(table[0]?.["distance"]).toBe(1.7321098765432);
});

test("a query without rows has no columns to name", () => {
  expect(queryTable([]).text).toContain("no rows");
  expect(JSON.stringify(queryTable([]))).toBe("[]");
});
