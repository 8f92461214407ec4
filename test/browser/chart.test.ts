import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findBroker } from "../../src/broker/embedded";
import { CHROMIUM, hasChromium, openLab, type Lab } from "./lab";

const required = process.env["PLAYHEAD_REQUIRE_BROWSER"] === "1";
if (!hasChromium() && !required) {
  console.warn(
    `NOT TESTED in a browser: there is no ${CHROMIUM}. Install Chromium (Debian: apt-get install chromium), or name one with PLAYHEAD_CHROMIUM.`,
  );
}

describe.skipIf(!hasChromium() && !required)("the last notebook, in JupyterLab, in a browser", () => {
  let home: string;
  let lab: Lab;
  beforeAll(async () => {
    home = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-browser-"));
    lab = await openLab(home, "05-chart.ipynb");
    await lab.open();
  }, 300_000);
  afterAll(async () => {
    await lab.close();
    await fs.rm(home, { recursive: true, force: true });
  }, 60_000);

  test("Run All runs every cell", async () => {
    expect(await lab.runAll()).toEqual([]);
  }, 300_000);

  test("the chart is drawn: two bars for each of the ten tracks, with a size to be seen", async () => {
    const chart = lab.page.locator(".js-plotly-plot").first();
    await chart.scrollIntoViewIfNeeded();
    const bars = chart.locator("g.trace.bars path");
    await expect.poll(() => bars.count(), { timeout: 60_000 }).toBe(20);
    const heights = await bars.evaluateAll((paths) => paths.map((bar) => bar.getBoundingClientRect().height));
    expect(heights.filter((height) => height > 2).length).toBeGreaterThanOrEqual(16);
    expect(Math.max(...heights)).toBeGreaterThan(100);
    expect(await lab.page.locator(".js-plotly-plot").count()).toBe(3);
  }, 120_000);

  test("it is interactive: pointing at a bar shows its value", async () => {
    const bar = lab.page.locator(".js-plotly-plot").first().locator("g.trace.bars path").first();
    const box = await bar.boundingBox();
    if (box === null) throw new Error("the first bar is not on the page");
    await lab.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await expect
      .poll(() => lab.page.locator(".js-plotly-plot .hoverlayer .hovertext").allTextContents(), {
        timeout: 30_000,
      })
      .toEqual([expect.stringMatching(/\d\.\d/)]);
  }, 60_000);

  test("nothing was asked of anybody but this machine", () => {
    expect(lab.requests.length).toBeGreaterThan(10);
    const elsewhere = lab.requests.filter(
      (url) => !/^(https?|wss?):\/\/127\.0\.0\.1[:/]|^(data|blob):/.test(url),
    );
    expect(elsewhere).toEqual([]);
  });

  test("Ctrl-C in the terminal ends JupyterLab and the broker", async () => {
    expect(await findBroker(home)).toBeDefined();
    await lab.close();
    expect(await findBroker(home)).toBeUndefined();
  }, 60_000);
});
