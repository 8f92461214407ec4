import { beforeAll, describe, expect, test } from "vitest";
import { SELDOM, until } from "../fixtures/until";
import { findChromium } from "./chromium";
import { openLab, type Lab } from "./lab";
import type { OpenNotebook } from "./open-notebook";
import { drawnSizes, hoverTexts, pointAt } from "./plotly-chart";

const skipped = findChromium() === undefined && process.env["PLAYHEAD_REQUIRE_BROWSER"] !== "1";
if (skipped) {
  console.warn(
    "NOT TESTED in a browser: there is no Chromium on the path. Install it (Debian: apt-get install chromium), or name one with PLAYHEAD_CHROMIUM.",
  );
}

const TRACKS = 10;

/** One JupyterLab, one page, one home: the notebooks one after the other, as a reader goes through the course. */
describe.skipIf(skipped)("the course, in JupyterLab, in a browser", { timeout: 300_000 }, () => {
  let lab: Lab;
  let notebook: OpenNotebook;
  beforeAll(async () => {
    lab = await openLab();
    return async () => {
      await lab.close();
      await lab.remove();
    };
  }, 300_000);

  async function openAndRunAll(name: string): Promise<void> {
    notebook = await lab.open(name);
    // Whoever only looks has nothing to save: the notebook's metadata are those that the kernel gives.
    expect(await notebook.unsaved.count()).toBe(0);
    expect(await notebook.runAll()).toEqual([]);
  }

  async function close(): Promise<void> {
    await notebook.save();
    const kernels = running("kernel.cjs");
    await notebook.close();
    await until("its kernel has ended", () => running("kernel.cjs") < kernels, undefined, SELDOM);
  }

  function running(part: string): number {
    return lab.processes().filter((line) => line.includes(part)).length;
  }

  /** The saved file has so many charts; the first one is drawn and answers to the mouse. */
  async function expectCharts(count: number): Promise<void> {
    expect(await notebook.savedCharts()).toBe(count);
    const chart = await notebook.firstChart();
    await expect
      .poll(async () => Math.max(0, ...(await drawnSizes(chart))), { timeout: 60_000 })
      .toBeGreaterThan(50);
    await expect
      .poll(
        async () => {
          await pointAt(lab.page, chart);
          return hoverTexts(chart);
        },
        { timeout: 30_000 },
      )
      .toContainEqual(expect.stringMatching(/\d/));
  }

  test.each(["01-ingest.ipynb", "02-process.ipynb", "03-rewind.ipynb"])(
    "%s: Run All runs every cell; tables and pictures are shown",
    async (name) => {
      await openAndRunAll(name);
      expect(await lab.page.locator(".jp-OutputArea-output table").count()).toBeGreaterThan(0);
      await close();
    },
  );

  test("04: Run All, and once more with a new kernel in the same home", async () => {
    await openAndRunAll("04-reprocess.ipynb");
    expect(await notebook.restartAndRunAll()).toEqual([]);
  });

  test("a cell that is interrupted says so, and the next one runs", async () => {
    const endless = await notebook.runBelow(
      'console.log("begun"); for (;;) await new Promise((resolve) => setTimeout(resolve, 100));',
    );
    // Jupyter says so from when it has asked the kernel.
    await endless.locator(".jp-OutputArea-output", { hasText: "begun" }).waitFor();
    await notebook.interrupt();
    await endless.getByText("The cell was interrupted.").waitFor();
    const next = await notebook.runBelow("(await workbook.groups()).length > 0");
    await next.locator(".jp-OutputArea-output", { hasText: "true" }).waitFor();
  });

  test("05: the chart has two bars for each track, as high as their values, and tells them", async () => {
    await close();
    await openAndRunAll("05-chart.ipynb");
    await expectCharts(3);
    const chart = await notebook.firstChart();
    const bars = chart.locator("g.trace.bars path");
    expect(await bars.count()).toBe(2 * TRACKS);
    // They are drawn anew until JupyterLab has found the chart's size.
    const heights = (): Promise<number[]> =>
      bars.evaluateAll((paths) => paths.map((bar) => bar.getBoundingClientRect().height));
    await expect.poll(async () => Math.max(...(await heights()))).toBeGreaterThan(100);
    const drawn = await heights();
    const [miles, kilometres] = [drawn.slice(0, TRACKS), drawn.slice(TRACKS)];
    for (const [track, height] of miles.entries()) {
      expect(kilometres[track]).toBeCloseTo(height * 1.609344, 0);
    }
    expect(drawn.filter((height) => height > 2).length).toBeGreaterThanOrEqual(16);
    await pointAt(lab.page, chart, 0);
    await expect
      .poll(() => hoverTexts(chart), { timeout: 30_000 })
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
    await close();
  });

  test("06: restarted while its groups are at work, it runs from the top in the same home", async () => {
    notebook = await lab.open("06-two-playheads.ipynb");
    await notebook.runAllUntil("workbook.watchPlayheads()");
    await notebook.restart();
    expect(await notebook.runAll()).toEqual([]);
    await close();
  });

  test.each([
    ["07-sensor.ipynb", 2],
    ["08-which-algorithm.ipynb", 1],
    ["09-models.ipynb", 3],
    ["10-wrong-numbers.ipynb", 1],
    ["11-your-own-stream.ipynb", 0],
  ])("%s: Run All runs every cell and draws %d charts, which answer to the mouse", async (name, charts) => {
    await openAndRunAll(name);
    if (charts > 0) await expectCharts(charts);
    await close();
  });

  // Some notebooks later: for a moment JupyterLab still takes the kernel that has just ended for the notebook's own.
  test("a notebook that was saved shows its charts when it is opened again, before anything runs", async () => {
    notebook = await lab.open("05-chart.ipynb");
    const cell = await notebook.firstCellWithChart();
    // JupyterLab shows the picture that it has saved, until somebody wants to do something with it.
    const picture = cell.locator(".jp-OutputArea-output img");
    await picture.scrollIntoViewIfNeeded();
    expect((await picture.boundingBox())?.height).toBeGreaterThan(200);
    await picture.hover({ force: true });
    await expectCharts(3);
    expect(await notebook.unsaved.count()).toBe(0);
    await close();
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
    await lab.open("01-ingest.ipynb");
    for (const part of ["jupyterlab", "kernel.cjs", "kafka.Kafka"]) {
      expect(running(part), part).toBeGreaterThan(0);
    }
    await lab.close();
    await until("nothing of it runs any more", () => lab.processes().length === 0, undefined, SELDOM);
  });
});
