import { expect, test } from "vitest";
import { colour, PALETTE } from "../../src/view/palette";

/** WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((from) => {
    const channel = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

test("every colour is seen on a white page and on JupyterLab's dark one", () => {
  expect(contrast("#ffffff", "#000000")).toBeCloseTo(21);
  for (const ground of ["#ffffff", "#111111"]) {
    for (const paint of PALETTE) expect(contrast(paint, ground)).toBeGreaterThanOrEqual(3);
  }
});

test("colours repeat after the last", () => {
  expect(colour(PALETTE.length)).toBe(PALETTE[0]);
});
