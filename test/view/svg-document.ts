import { JSDOM } from "jsdom";

const { DOMParser } = new JSDOM().window;
const parser = new DOMParser();

/** The root of an SVG, read as XML; throws where it is not well-formed. */
export function parseSvg(svg: string): Element {
  const page = parser.parseFromString(svg, "image/svg+xml");
  if (page.querySelector("parsererror") !== null)
    throw new Error(page.documentElement.textContent ?? "bad XML");
  return page.documentElement;
}

/** The texts of all elements that a selector finds, without their tooltips. */
export function texts(root: Element, selector: string): string[] {
  return [...root.querySelectorAll(selector)].map((found) =>
    [...found.childNodes].map((node) => (node.nodeName === "title" ? "" : (node.textContent ?? ""))).join(""),
  );
}
