import { expect, test } from "vitest";
import { textBox } from "../../src/view/text-box";
import { parseSvg } from "./svg-document";

function box(content: string): ReturnType<typeof textBox> {
  return textBox(parseSvg(`<g xmlns="http://www.w3.org/2000/svg">${content}</g>`));
}

test("a text stands on its base line, as wide as its characters", () => {
  const one = box(`<text x="100" y="50" style="font-size: 10px">nnnn</text>`)!;
  expect(one.left).toBe(100);
  expect(one.right).toBeCloseTo(100 + 4 * 6.3);
  expect(one.top).toBeLessThan(43);
  expect(one.bottom).toBeGreaterThan(50);
  expect(box(`<text style="font-size: 20px">nnnn</text>`)!.right).toBeCloseTo(8 * 6.3);
});

test("anchors", () => {
  const width = 4 * 6.3;
  const text = (anchor: string): string =>
    `<text x="100" text-anchor="${anchor}" style="font-size: 10px">nnnn</text>`;
  expect(box(text("middle"))!.left).toBeCloseTo(100 - width / 2);
  expect(box(text("end"))!.left).toBeCloseTo(100 - width);
});

test("lines lie below each other", () => {
  const two = box(
    `<text style="font-size: 10px"><tspan class="line">n</tspan><tspan class="line">nnn</tspan></text>`,
  )!;
  expect(two.right - two.left).toBeCloseTo(3 * 6.3);
  expect(two.bottom - two.top).toBeCloseTo(12 + 13);
});

test("turned and moved text", () => {
  const upright = box(`<text style="font-size: 10px" transform="translate(5, 7) rotate(90)">nnnn</text>`)!;
  expect(upright.bottom - upright.top).toBeCloseTo(4 * 6.3);
  expect(upright.top).toBeCloseTo(7);
  expect(upright.left).toBeCloseTo(5 - 2.5);
  const around = box(
    `<text x="10" y="10" style="font-size: 10px" transform="rotate(180 10 10)">nnnn</text>`,
  )!;
  expect(around.right).toBeCloseTo(10);
  expect(box(`<text style="font-size: 10px" transform="scale(2)">nnnn</text>`)!.right).toBeCloseTo(8 * 6.3);
});

test("a group is as large as the texts in it, and nothing without text", () => {
  const both = box(
    `<text x="0" y="0">a</text><g transform="translate(100 200)"><text>b</text></g><path d="M0 0"/>`,
  )!;
  expect(both.left).toBe(0);
  expect(both.right).toBeGreaterThan(100);
  expect(both.bottom).toBeGreaterThan(200);
  expect(box(`<path d="M0 0H10"/><text/>`)).toBeUndefined();
});
