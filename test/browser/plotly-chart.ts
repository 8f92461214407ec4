import type { Locator, Page } from "playwright-core";

/** The sizes of what a chart's traces have drawn, in pixels: bars, points, lines. */
export function drawnSizes(chart: Locator): Promise<number[]> {
  return chart
    .locator("g.trace")
    .evaluateAll((traces) =>
      traces
        .map((trace) => trace.getBoundingClientRect())
        .map(({ width, height }) => Math.max(width, height)),
    );
}

/** Points the mouse at what the chart has drawn: a bar or point (default: the largest), or the middle of its line. */
export async function pointAt(page: Page, chart: Locator, mark?: number): Promise<void> {
  const place = await chart.evaluate((element, wanted) => {
    const marks = [...element.querySelectorAll("g.trace .points path")].map((mark) =>
      mark.getBoundingClientRect(),
    );
    const [largest] = [...marks].sort((a, b) => b.width * b.height - a.width * a.height);
    const drawn = wanted === undefined ? largest : marks[wanted];
    if (drawn !== undefined) return { x: drawn.x + drawn.width / 2, y: drawn.y + drawn.height / 2 };
    const line = element.querySelector<SVGPathElement>("g.trace path.js-line");
    const matrix = line?.getScreenCTM();
    if (line === null || !matrix) throw new Error("the chart has neither bars, points nor lines");
    const { x, y } = line.getPointAtLength(line.getTotalLength() / 2).matrixTransform(matrix);
    return { x, y };
  }, mark);
  // Plotly answers to a mouse that moves.
  await page.mouse.move(0, 0);
  await page.mouse.move(place.x, place.y);
}

/** What the chart says about the place that the mouse points at. */
export function hoverTexts(chart: Locator): Promise<string[]> {
  return chart.locator(".hoverlayer .hovertext").allTextContents();
}
