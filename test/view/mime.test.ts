import fc from "fast-check";
import { JSDOM } from "jsdom";
import { expect, test } from "vitest";
import { escapeHtml, JUPYTER_DISPLAY, prose } from "../../src/view/mime";

test("the symbol is the one that front ends look for", () => {
  expect(JUPYTER_DISPLAY).toBe(Symbol.for("Jupyter.display"));
});

test("any text comes back out of HTML and XML as it went in, and is never markup", () => {
  // XML has no place for control characters and half surrogates: those alone are replaced.
  const anyText = fc.string({ unit: "grapheme", maxLength: 30 }).map((text) => `<b a="${text}'&`);
  const { DOMParser } = new JSDOM().window;
  const parser = new DOMParser();
  fc.assert(
    fc.property(anyText, (text) => {
      const page = parser.parseFromString(
        `<p title="${escapeHtml(text)}">${escapeHtml(text)}</p>`,
        "application/xml",
      );
      expect(page.documentElement.children).toHaveLength(0);
      expect(page.documentElement.textContent).toBe(text);
      expect(page.documentElement.getAttribute("title")).toBe(text);
    }),
    { numRuns: 50 },
  );
});

test("characters that would make an SVG unreadable are replaced", () => {
  expect(escapeHtml("a\u0000b\u001bc\uD800d\uFFFEe\tf😀")).toBe("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\tf😀");
});

test("prose is the same in words and in HTML, and wraps there", () => {
  const text = "two <b>lines</b> &\n  of it";
  const bundle = prose(text);
  expect(bundle["text/plain"]).toBe(text);
  const shown = new JSDOM(bundle["text/html"]).window.document.querySelector("div");
  expect(shown?.textContent).toBe(text);
  expect(shown?.children).toHaveLength(0);
  expect(shown?.style.whiteSpace).toBe("pre-wrap");
});
