import { DataFrame, Series } from "danfojs-node";
import { JSDOM } from "jsdom";
import { expect, test } from "vitest";
import { show } from "../../src/notebook/show";
import { playheadView } from "../../src/view/tape";
import { inNotebook, onTerminal } from "./hook";

/** The cells' texts of the table in HTML, row by row. */
function cells(html: string | undefined): (string | null)[][] {
  const rows = new JSDOM(html).window.document.querySelectorAll("tr");
  return [...rows].map((row) => [...row.cells].map((cell) => cell.textContent));
}

test("a danfojs frame: its columns, its index, how large it is", async () => {
  const frame = new DataFrame({ track_id: ["1", "<b>"], distance: [1.73, 3.43] }, { index: ["a", "b"] });
  const [output] = await inNotebook(() => show(frame));
  expect(cells(output!.bundle["text/html"])).toEqual([
    ["", "track_id", "distance"],
    ["a", "1", "1.73"],
    ["b", "<b>", "3.43"],
  ]);
  expect(output!.bundle["text/html"]).toContain("2 rows × 2 columns");
  expect(output!.bundle["text/plain"]).toBe(
    "   track_id  distance\na  1             1.73\nb  <b>           3.43\n\n2 rows × 2 columns",
  );
});

test("units stand in the titles, and the numbers of a column have the same digits, six at most", async () => {
  const frame = new DataFrame({ latitude: [50.5, 0.1 + 0.2], n: [1, 2] });
  const [output] = await inNotebook(() => show(frame, { units: { latitude: "°" } }));
  expect(cells(output!.bundle["text/html"])).toEqual([
    ["", "latitude (°)", "n"],
    ["0", "50.500000", "1"],
    ["1", "0.300000", "2"],
  ]);
});

test("a long frame: first and last rows", async () => {
  const frame = new DataFrame({ id: Array.from({ length: 681 }, (_, index) => index) });
  const [output] = await inNotebook(() => show(frame));
  const shown = cells(output!.bundle["text/html"]);
  expect(shown).toHaveLength(1 + 10 + 1 + 5);
  expect(shown[11]).toEqual(["… 666 rows more"]);
  expect(shown.at(-1)).toEqual(["680", "680"]);
  expect(output!.bundle["text/plain"]).toContain("681 rows × 1 column");
});

test("a danfojs series is a frame of one column", async () => {
  const [output] = await inNotebook(() => show(new Series([1, 2])));
  expect(cells(output!.bundle["text/html"]).slice(1)).toEqual([
    ["0", "1"],
    ["1", "2"],
  ]);
});

test("an array of objects is a table of all their keys", async () => {
  const rows = [
    { track: "1", at: new Date(0), more: { a: [1] } },
    { track: "2", km: 2n, ok: false },
  ];
  const [output] = await inNotebook(() => show(rows));
  expect(cells(output!.bundle["text/html"])).toEqual([
    ["track", "at", "more", "km", "ok"],
    ["1", "1970-01-01 00:00 UTC", "{ a: [ 1 ] }", "-", "-"],
    ["2", "-", "-", "2", "false"],
  ]);
});

test("what shows itself does so, below its caption", async () => {
  const view = playheadView({ topics: [], groups: [] });
  const shown = await inNotebook(() => show(view, { caption: "<Playheads>" }));
  expect(shown).toHaveLength(2);
  expect(shown[0]!.bundle["text/plain"]).toBe("<Playheads>");
  expect(shown[0]!.bundle["text/html"]).toContain("&lt;Playheads&gt;");
  expect(shown[1]!.bundle["image/svg+xml"]).toBe(view.svg);
});

test.each([
  [42, "42"],
  ["text\nas it is", "text\nas it is"],
  [[1, 2], "[ 1, 2 ]"],
  [[], "[]"],
  [{ a: 1 }, "{ a: 1 }"],
  [undefined, "undefined"],
  [[new Map()], "[ Map(0) {} ]"],
])("%j is shown as Node prints it", async (value, text) => {
  expect(await inNotebook(() => show(value))).toEqual([{ bundle: { "text/plain": text } }]);
  expect(await onTerminal(() => show(value))).toBe(`${text}\n`);
});
