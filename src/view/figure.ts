import { inspect } from "node:util";
import type { Config, Data, Layout, Template } from "plotly.js";
import { JUPYTER_DISPLAY, type Displayable, type MimeBundle } from "./mime";
import { NEUTRAL, NEUTRAL_LINE, PALETTE } from "./palette";
import { plotlySvg } from "./plotly-svg";
import { oneLine } from "../printable";
import { formatCount } from "./quantities";

/** A plotly figure as JSON: what the MIME type `application/vnd.plotly.v1+json` holds. */
export interface FigureJson {
  data: object[];
  layout: Partial<Layout>;
  config: Partial<Config>;
}

/** Pixels of a static picture, and of an interactive one that the layout gives no height. */
const WIDTH = 760;
const HEIGHT = 420;

const GRID = "rgba(128, 128, 128, 0.25)";

const axis = {
  // Makes room for tick labels and titles of any length: nothing is cut off.
  automargin: true,
  gridcolor: GRID,
  linecolor: NEUTRAL_LINE,
  zerolinecolor: NEUTRAL_LINE,
  zerolinewidth: 1,
  title: { standoff: 12 },
} as const;

const TITLE = { pad: { l: 12, t: 20 }, font: { size: 16 } } as const;

/** Our one style, as a plotly template: what a figure's own layout says goes before it. */
const TEMPLATE: Template = {
  layout: {
    font: { family: "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif", size: 13, color: NEUTRAL },
    // At the top, so that a wider margin is room between title and plot.
    title: {
      ...{ x: 0, xref: "container", xanchor: "left", y: 1, yref: "container", yanchor: "top" },
      ...TITLE,
    },
    paper_bgcolor: "rgba(0, 0, 0, 0)",
    plot_bgcolor: "rgba(0, 0, 0, 0)",
    colorway: [...PALETTE],
    margin: { l: 60, r: 24, t: 64, b: 48 },
    xaxis: axis,
    yaxis: axis,
    hoverlabel: { font: { size: 13 } },
    modebar: { bgcolor: "rgba(0, 0, 0, 0)", color: NEUTRAL, activecolor: PALETTE[0] },
  },
};

const CONFIG: Partial<Config> = { displaylogo: false };

/**
 * A chart by plotly: interactive where plotly is at hand (JupyterLab draws it without network), a static SVG
 * elsewhere, a few words in a terminal. Made by {@link figure}.
 */
export class Figure implements Displayable {
  readonly #json: FigureJson;
  #svg: Promise<string> | undefined;

  constructor(traces: readonly Data[], layout: Partial<Layout>) {
    this.#json = plainJson({
      data: traces,
      layout: { height: HEIGHT, template: TEMPLATE, ...layout },
      config: CONFIG,
    });
  }

  /** The figure for plotly, of plain JSON values only. */
  toJSON(): FigureJson {
    return this.#json;
  }

  /** The static picture. The first one of a process takes a second or two, since it loads plotly.js. */
  async svg(): Promise<string> {
    const { width = WIDTH, height = HEIGHT } = this.#json.layout;
    this.#svg ??= plotlySvg(this.#json, { width, height });
    return this.#svg;
  }

  async [JUPYTER_DISPLAY](): Promise<MimeBundle> {
    const interactive = { "application/vnd.plotly.v1+json": this.#json };
    try {
      return { ...interactive, "image/svg+xml": await this.svg(), "text/plain": this[inspect.custom]() };
    } catch (error) {
      // Some traces (maps, 3-D) can't be drawn without a browser: the interactive chart must not fail with them.
      const note = `no static picture: ${oneLine(String(error))}`;
      return { ...interactive, "text/plain": `${this[inspect.custom]()}\n${note}` };
    }
  }

  [inspect.custom](): string {
    const title = titleText(this.#json.layout.title);
    const traces = this.#json.data.map((trace) => `  ${traceText(trace)}`);
    return [`Chart${title === "" ? "" : `: ${title}`}`, ...traces].join("\n");
  }
}

/**
 * Makes a chart in our one style of plotly's traces and layout
 * (https://plotly.com/javascript/reference/). Name the unit in each axis's title.
 *
 * @example
 * figure(
 *   [{ type: "bar", x: ["1", "2"], y: [1.73, 3.43], name: "miles" }],
 *   { title: { text: "Distance by track" }, yaxis: { title: { text: "distance (mi)" } } },
 * );
 */
export function figure(traces: readonly Data[], layout: Partial<Layout> = {}): Figure {
  return new Figure(traces, layout);
}

/**
 * Text from data for a place where plotly reads its HTML-like marks (names, labels, titles): shown as it is.
 *
 * @example
 * plotlyText("<b>1</b>"); // "&lt;b&gt;1&lt;/b&gt;"
 */
export function plotlyText(text: string): string {
  return oneLine(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** A deep copy of plain JSON values: what goes to a browser must not depend on what JSON can't hold. */
function plainJson(value: object): FigureJson {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) => {
      if (typeof part === "bigint") return Number(part);
      return ArrayBuffer.isView(part) ? Array.from(part as unknown as ArrayLike<number>) : part;
    }),
  ) as FigureJson;
}

function titleText(title: unknown): string {
  const text = typeof title === "string" ? title : (title as { text?: unknown } | undefined)?.text;
  return typeof text === "string" ? readable(text) : "";
}

function traceText(trace: object): string {
  const { type, name, x, y } = trace as { type?: string; name?: string; x?: unknown; y?: unknown };
  const points = Array.isArray(x) ? x : Array.isArray(y) ? y : undefined;
  const count =
    points === undefined ? [] : [`${formatCount(points.length)} point${points.length === 1 ? "" : "s"}`];
  return [...(name === undefined ? [] : [readable(name)]), [type ?? "scatter", ...count].join(", ")].join(
    "  ",
  );
}

/** Plotly's marks taken out again, for a terminal. */
function readable(text: string): string {
  const plain = text
    .replace(/<[^>]*>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
  return oneLine(plain);
}
