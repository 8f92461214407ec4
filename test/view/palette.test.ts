import { expect, test } from "vitest";
import { colour, NEUTRAL, PALETTE } from "../../src/view/palette";
import { contrast, PAGES } from "./contrast";

test("every colour is seen on a white page and on JupyterLab's dark one, and grey text can be read", () => {
  expect(contrast("#ffffff", "#000000")).toBeCloseTo(21);
  for (const page of PAGES) {
    for (const paint of PALETTE) expect(contrast(paint, page)).toBeGreaterThanOrEqual(3);
    expect(contrast(NEUTRAL, page)).toBeGreaterThan(4);
  }
});

test("colours repeat after the last", () => {
  expect(colour(PALETTE.length)).toBe(PALETTE[0]);
});
