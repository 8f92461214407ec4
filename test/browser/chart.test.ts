import { beforeAll, describe, expect, test } from "vitest";
import { until } from "../fixtures/until";
import { findChromium } from "./chromium";
import { openLab, type Lab } from "./lab";

const skipped = findChromium() === undefined && process.env["PLAYHEAD_REQUIRE_BROWSER"] !== "1";
if (skipped) {
  console.warn(
    "NOT TESTED in a browser: there is no Chromium on the path. Install it (Debian: apt-get install chromium), or name one with PLAYHEAD_CHROMIUM.",
  );
}

const TRACKS = 10;

describe.skipIf(skipped)("the last notebook, in JupyterLab, in a browser", { timeout: 120_000 }, () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab({ notebook: "05-chart.ipynb" });
    return async () => {
      await lab.close();
      await lab.remove();
    };
  }, 300_000);

  test("it opens with a kernel, and Run All runs every cell", async () => {
    await lab.open();
    // Whoever only looks has nothing to save: the notebook's metadata are those that the kernel gives.
    expect(await lab.page.locator(".lm-TabBar-tab.jp-mod-dirty").count()).toBe(0);
    expect(await lab.runAll()).toEqual([]);
  }, 300_000);

  test("the chart is drawn: two bars for each track, as high as their values", async () => {
    const chart = lab.page.locator(".js-plotly-plot").first();
    await chart.scrollIntoViewIfNeeded();
    const bars = chart.locator("g.trace.bars path");
    await expect.poll(() => bars.count(), { timeout: 60_000 }).toBe(2 * TRACKS);
    // They are drawn anew until JupyterLab has found the chart's size.
    await expect
      .poll(() =>
        bars.evaluateAll((paths) => Math.max(...paths.map((bar) => bar.getBoundingClientRect().height))),
      )
      .toBeGreaterThan(100);
    const heights = await bars.evaluateAll((paths) => paths.map((bar) => bar.getBoundingClientRect().height));
    const [miles, kilometres] = [heights.slice(0, TRACKS), heights.slice(TRACKS)];
    for (const [track, height] of miles.entries()) {
      expect(kilometres[track]).toBeCloseTo(height * 1.609344, 0);
    }
    expect(heights.filter((height) => height > 2).length).toBeGreaterThanOrEqual(16);
    expect(await lab.page.locator(".js-plotly-plot").count()).toBe(3);
  });

  test("it is interactive: pointing at a bar shows its value", async () => {
    const bar = lab.page.locator(".js-plotly-plot").first().locator("g.trace.bars path").first();
    const box = await bar.boundingBox();
    if (box === null) throw new Error("the first bar is not on the page");
    await lab.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await expect
      .poll(() => lab.page.locator(".js-plotly-plot .hoverlayer .hovertext").allTextContents(), {
        timeout: 30_000,
      })
      .toEqual([expect.stringMatching(/^track 101: 2\.367\d mi/)]);
  });

  test("Shift-Tab shows what a function does, Tab completes its name", async () => {
    const keyboard = lab.page.keyboard;
    const opening = lab.page.locator(".jp-CodeCell .cm-line", { hasText: "openChapter(5)" });
    await opening.scrollIntoViewIfNeeded();
    await opening.click();
    await keyboard.press("Home");
    for (let at = 0; at < "const workbook = await openChapter".length; at++) {
      await keyboard.press("ArrowRight");
    }
    await keyboard.press("Shift+Tab");
    await lab.page.locator(".jp-Tooltip", { hasText: "Opens the workbook for a chapter" }).waitFor();
    await keyboard.press("Escape");

    // Escape has also left the cell.
    await opening.click();
    await keyboard.press("End");
    await keyboard.type(" workbook.rew");
    await keyboard.press("Tab");
    await lab.page.locator(".jp-Completer", { hasText: "rewind" }).waitFor();
    await keyboard.press("Enter");
    await lab.page.locator(".jp-CodeCell .cm-line", { hasText: "workbook.rewind" }).waitFor();
  });

  test("nothing was asked of anybody but this machine", () => {
    expect(lab.requests.filter((url) => url.startsWith("ws:")).length).toBeGreaterThan(0);
    expect(lab.requests.length).toBeGreaterThan(10);
    const elsewhere = lab.requests.filter(
      (url) => !/^(https?|wss?):\/\/127\.0\.0\.1[:/]|^(data|blob):/.test(url),
    );
    expect(elsewhere).toEqual([]);
  });

  test("Ctrl-C in the terminal ends JupyterLab, its kernels and the broker", async () => {
    for (const part of ["jupyterlab", "kernel.cjs", "kafka.Kafka"]) {
      expect(lab.processes().filter((line) => line.includes(part)).length, part).toBeGreaterThan(0);
    }
    await lab.close();
    await until("nothing of it runs any more", () => lab.processes().length === 0);
  });
});
