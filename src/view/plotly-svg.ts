import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { textBox, type SvgNode } from "./text-box";

/** What plotly.js draws: `data` are its traces. */
export interface PlotlyInput {
  data: readonly object[];
  layout: object;
}

/** As much of jsdom's window as is used here. Its own types would bring the browser's globals into every cell. */
interface BrowserWindow {
  eval(source: string): void;
  TextDecoder: unknown;
  URL: { createObjectURL?: () => string };
  Element: { prototype: object };
  SVGElement: { prototype: object };
  Plotly: {
    toImage(figure: PlotlyInput, options: object): Promise<string>;
    PlotSchema: { get(): { traces: object } };
  };
}

interface Jsdom {
  JSDOM: new (html: string, options: object) => { window: BrowserWindow };
  VirtualConsole: new () => object;
}

/** The traces that a flat page can hold: bar, scatter, histogram, box, heatmap, contour, pie, … */
const BUNDLE = "plotly.js/dist/plotly-cartesian.min.js";

/** Made on first use, since it takes most of a second, and kept. */
let browser: Promise<Browser> | undefined;

interface Browser {
  plotly: BrowserWindow["Plotly"];
  /** The types of trace that the bundle can draw. */
  traceTypes: ReadonlySet<string>;
}

/**
 * Draws a plotly figure as an SVG document, by plotly.js itself in a browser window that exists in memory only.
 *
 * @param size of the picture in pixels
 * @throws Error where a trace is of a type that needs a real browser (maps, 3-D)
 */
export async function plotlySvg(
  figure: PlotlyInput,
  size: { width: number; height: number },
): Promise<string> {
  browser ??= openBrowser();
  const { plotly, traceTypes } = await browser;
  for (const { type = "scatter" } of figure.data as readonly { type?: string }[]) {
    // plotly.js itself would leave such a trace out without a word.
    if (!traceTypes.has(type)) throw new Error(`a trace of type "${type}" can't be drawn here`);
  }
  return plotly.toImage(figure, { format: "svg", imageDataOnly: true, ...size });
}

async function openBrowser(): Promise<Browser> {
  const requireHere = createRequire(__filename);
  const source = await readFile(requireHere.resolve(BUNDLE), "utf8");
  const { JSDOM, VirtualConsole } = requireHere("jsdom") as Jsdom;
  const { window } = new JSDOM("<!doctype html>", {
    runScripts: "outside-only",
    // Keeps jsdom's remarks on what it can't do (canvas) out of the notebook: none of it is needed for an SVG.
    virtualConsole: new VirtualConsole(),
  });
  // What plotly.js needs of a browser and jsdom does not have. It measures texts to place them.
  window.TextDecoder = TextDecoder;
  window.URL.createObjectURL = () => "";
  Object.assign(window.Element.prototype, { getBoundingClientRect: measure });
  Object.assign(window.SVGElement.prototype, { getBBox: measure });
  window.eval(source);
  return { plotly: window.Plotly, traceTypes: new Set(Object.keys(window.Plotly.PlotSchema.get().traces)) };
}

function measure(this: SvgNode): object {
  const box = textBox(this) ?? { left: 0, top: 0, right: 0, bottom: 0 };
  return { ...box, x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top };
}
