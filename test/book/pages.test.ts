import { expect, test } from "vitest";
import { firstPage, loadedFromElsewhere } from "../../book/pages";

test("the first page lists the notebooks in their order, then the docs", () => {
  const page = firstPage(["01-ingest.ipynb", "02-process.ipynb"], ["rewind.md"]);
  const order = ["notebooks/01-ingest\n", "notebooks/02-process\n", "docs/rewind\n"].map((at) =>
    page.indexOf(at),
  );
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order[0]).toBeGreaterThan(0);
});

test.each([
  ['<script src="https://cdn.example/x.js"></script>', "https://cdn.example/x.js"],
  ["<link rel='stylesheet' href='//fonts.example/f.css'>", "//fonts.example/f.css"],
  ['@import "http://example/style.css";', "http://example/style.css"],
  ["background: url(https://example/i.png)", "https://example/i.png"],
])("%s would load something from elsewhere", (text, address) => {
  expect(loadedFromElsewhere(text)).toEqual([address]);
});

test.each([
  '<a href="https://kafka.apache.org">Kafka</a>',
  '<script src="_static/x.js"></script>',
  '<img src="data:image/png;base64,AA//">',
  "background: url(#gradient)",
  '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
])("%s would not", (text) => {
  expect(loadedFromElsewhere(text)).toEqual([]);
});
