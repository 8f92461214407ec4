import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { JSDOM } from "jsdom";
import { expect, test } from "vitest";
import type { MimeBundle } from "../../src/view/mime";
import { launchChromium } from "../browser/chromium";
import { parseSvg } from "../view/svg-document";
import { HOSTILE_TEXTS } from "./nasty-csv";
import { viewsOf } from "./views";

const PLOTLY = createRequire(import.meta.url).resolve("plotly.js/dist/plotly-cartesian.min.js");
const parser = new new JSDOM().window.DOMParser();
/** Those that mean something to a page, a picture or a terminal. */
const views = viewsOf(HOSTILE_TEXTS.filter((text) => /[<&%\p{Cc}\p{Cf}]/u.test(text)));
/** Drawn once, for all tests. */
const shown = new Map<string, Promise<MimeBundle[]>>();
function show(name: string): Promise<MimeBundle[]> {
  const known = shown.get(name) ?? views[name]?.() ?? Promise.resolve([]);
  shown.set(name, known);
  return known;
}

/** The only elements that we write, besides those of a picture. */
const HTML = new Set("HTML HEAD BODY DIV SPAN B TABLE THEAD TBODY TR TH TD IMG".split(" "));
const UNWANTED =
  "script, a, foreignObject, iframe, object, embed, image, link, animate, set, use[href^='http']";

/** No element may do anything, or ask for anything. */
function expectInert(root: ParentNode): void {
  for (const element of root.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      expect(name).not.toMatch(/^on/i);
      if (/^(?:src|href|xlink:href)$/.test(name))
        expect(value).toMatch(/^(?:data:image\/svg\+xml;base64,|#)/);
    }
  }
}

test.each(Object.keys(views))("hostile texts stay texts: %s", async (name) => {
  const bundles = await show(name);
  expect(bundles.length).toBeGreaterThan(0);
  for (const bundle of bundles) {
    expect(bundle["text/plain"]).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
    const page = parser.parseFromString(bundle["text/html"] ?? "", "text/html");
    for (const { tagName } of page.querySelectorAll("*")) expect(HTML).toContain(tagName);
    expectInert(page);
    if (bundle["image/svg+xml"] === undefined) continue;
    const picture = parseSvg(bundle["image/svg+xml"]);
    expect(picture.querySelectorAll(UNWANTED)).toHaveLength(0);
    expectInert(picture);
  }
});

test(
  "a browser that shows all of them runs no script, asks for nothing, and finds no link",
  { timeout: 120_000 },
  async () => {
    const all = (await Promise.all(Object.keys(views).map(show))).flat();
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      const events: string[] = [];
      page.on("request", (request) => {
        if (!request.url().startsWith("data:")) events.push(request.url());
      });
      page.on("dialog", (dialog) => {
        events.push(dialog.message());
        void dialog.dismiss();
      });
      await page.setContent("<!doctype html><body></body>");
      await page.addScriptTag({ content: await readFile(PLOTLY, "utf8") });
      const figures = await page.evaluate(async (bundles: MimeBundle[]) => {
        const { Plotly } = window as unknown as {
          Plotly: { newPlot(...given: unknown[]): Promise<unknown> };
        };
        const place = (html: string): HTMLElement => {
          const box = document.createElement("div");
          // Unlike innerHTML it runs scripts that were smuggled in, as a notebook that is trusted does.
          box.append(document.createRange().createContextualFragment(html));
          document.body.append(box);
          return box;
        };
        let drawn = 0;
        for (const bundle of bundles) {
          place(bundle["text/html"] ?? "");
          place(bundle["image/svg+xml"] ?? "");
          const figure = bundle["application/vnd.plotly.v1+json"] as
            { data: object; layout: object; config: object } | undefined;
          if (figure === undefined) continue;
          await Plotly.newPlot(place(""), figure.data, figure.layout, figure.config);
          drawn++;
        }
        return drawn;
      }, all);
      expect(figures).toBeGreaterThan(10);
      await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
      expect(events).toEqual([]);
      expect(await page.locator("a[href], script[src], body b:has-text('bold')").count()).toBe(0);
      expect(await page.locator("img:not([src^='data:'])").count()).toBe(0);
    } finally {
      await browser.close();
    }
  },
);
