import { inspect } from "node:util";
import { JSDOM } from "jsdom";
import { expect, test } from "vitest";
import { JUPYTER_DISPLAY } from "../../src/view/mime";
import { table, Table, type Column } from "../../src/view/table";

interface Lag {
  group: string;
  partition: number;
  offset: number | undefined;
}
const columns: Column<Lag>[] = [
  { title: "GROUP", value: (row) => row.group },
  { title: "PARTITION", value: (row) => row.partition, align: "left" },
  { title: "CURRENT-OFFSET", value: (row) => row.offset },
];
const rows: Lag[] = [
  { group: "distance_calculator", partition: 0, offset: 681 },
  { group: "db", partition: 10, offset: undefined },
];
const many = Array.from({ length: 100 }, (_, partition) => ({
  group: `g${partition}`,
  partition,
  offset: 1,
}));

function parse(html: string): HTMLTableElement {
  const element = new JSDOM(html).window.document.querySelector("table");
  if (element === null) throw new Error("no table");
  return element;
}

test("text is aligned as in Kafka's own tools, without trailing blanks", () => {
  expect(table(rows, columns).text).toBe(
    [
      "GROUP                PARTITION  CURRENT-OFFSET",
      "distance_calculator  0                     681",
      "db                   10                      -",
    ].join("\n"),
  );
});

test("cells of every kind", () => {
  const one = table(
    [{}],
    [
      { title: "number", value: () => 1.609344, digits: 3, unit: "km" },
      { title: "bigint", value: () => 2n ** 53n },
      { title: "boolean", value: () => true },
      { title: "date", value: () => new Date("2014-09-13T07:24:00Z") },
      { title: "null", value: () => null },
      { title: "hostile", value: () => "a\nb\u001b[0m" },
    ],
    { caption: "All kinds" },
  );
  expect(one.text.split("\n")).toEqual([
    "All kinds",
    "",
    "number (km)            bigint  boolean  date                  null  hostile",
    "      1.609  9007199254740992  true     2014-09-13 07:24 UTC  -     a\uFFFDb\uFFFD[0m",
  ]);
});

test("it is the plain rows for JSON and for array methods", () => {
  const lags = table(rows, columns);
  expect(JSON.parse(JSON.stringify(lags))).toEqual(JSON.parse(JSON.stringify(rows)));
  expect(lags).toBeInstanceOf(Table);
  expect(lags).toHaveLength(2);
  expect(Object.keys(lags)).toEqual(["0", "1"]);
  for (const derived of [lags.map((row) => row), lags.filter(() => true), lags.slice(), lags.concat([])]) {
    expect(derived).not.toBeInstanceOf(Table);
    expect(derived).toEqual(rows);
  }
  expect(table([7 as unknown as Lag], [])).toHaveLength(1);
});

test("a table of one row or of very many rows is built whole", () => {
  const big = table(
    Array.from({ length: 300_000 }, (_, id) => ({ id })),
    [{ title: "id", value: (row) => row.id }],
  );
  expect(big).toHaveLength(300_000);
  expect(big.at(-1)).toEqual({ id: 299_999 });
  expect(big.html.length).toBeLessThan(5_000);
});

test("HTML: of a sentence the words may go to further lines, of anything else not", () => {
  const sentences = table(
    [{ note: "a b" }],
    [
      { title: "NOTE", value: ({ note }) => note, wrap: true },
      { title: "NAME", value: ({ note }) => note },
    ],
  );
  const cells = [...parse(sentences.html).tBodies[0]!.rows[0]!.cells].map(({ style }) => style.whiteSpace);
  expect(cells).toEqual(["normal", "nowrap"]);
});

test("HTML: names are text, numbers are right-aligned, missing is a dash", () => {
  const hostile = { group: `<img src=x onerror="alert(1)">`, partition: 0, offset: undefined };
  const element = parse(table([...rows, hostile], columns, { caption: "<script>" }).html);
  expect(element.ownerDocument.querySelector("img, script")).toBeNull();
  expect(element.ownerDocument.querySelector("div")?.textContent).toBe("<script>");
  expect(
    [...element.tHead!.rows[0]!.cells].map((cell) => [cell.tagName, cell.scope, cell.textContent]),
  ).toEqual([
    ["TH", "col", "GROUP"],
    ["TH", "col", "PARTITION"],
    ["TH", "col", "CURRENT-OFFSET"],
  ]);
  expect([...element.tBodies[0]!.rows[0]!.cells].map((cell) => cell.style.textAlign)).toEqual([
    "left",
    "left",
    "right",
  ]);
  const last = element.tBodies[0]!.rows[2]!;
  expect([...last.cells].map((cell) => cell.textContent)).toEqual([hostile.group, "0", "-"]);
});

test("a long table shows its first ten and last five rows in a cell, and all in `text`", () => {
  const long = table(many, columns);
  const shown = [...parse(long.html).tBodies[0]!.rows].map((row) => row.cells[0]!.textContent);
  const expected = [
    ...Array.from({ length: 10 }, (_, index) => `g${index}`),
    "… 85 rows more",
    ...["g95", "g96", "g97", "g98", "g99"],
  ];
  expect(shown).toEqual(expected);
  expect(
    inspect(long)
      .split("\n")
      .slice(1)
      .map((line) => line.replace(/ {2}.*/, "")),
  ).toEqual(expected);
  expect(long.text.split("\n")).toHaveLength(101);
  expect(parse(table(many.slice(0, 20), columns).html).tBodies[0]!.rows).toHaveLength(20);
  expect(parse(table(many.slice(0, 21), columns).html).tBodies[0]!.rows).toHaveLength(16);
});

test("an empty table says so", () => {
  const none = table([], columns);
  expect(none.text).toBe("GROUP  PARTITION  CURRENT-OFFSET\nno rows");
  expect(parse(none.html).tBodies[0]!.textContent).toBe("no rows");
  expect(JSON.stringify(none)).toBe("[]");
});

test("in a cell it is HTML with text beside it", () => {
  const bundle = table(rows, columns)[JUPYTER_DISPLAY]();
  expect(Object.keys(bundle)).toEqual(["text/plain", "text/html"]);
  expect(bundle["text/plain"]).toBe(inspect(table(rows, columns)));
});
