import { printable } from "../printable";

/**
 * What one value looks like, by MIME type: a front end picks the richest it can draw. Text is always there, for
 * terminals and for places that draw nothing else.
 */
export type MimeBundle = {
  "text/plain": string;
  "text/html"?: string;
  "image/svg+xml"?: string;
  /** A plotly figure: `{ data, layout, config }`. */
  "application/vnd.plotly.v1+json"?: object;
};

/** As JupyterLab shows plain text, but for the wrapping; a `<pre>` would bring margins of its own. */
const PROSE_STYLE = [
  "font-family:var(--jp-code-font-family,monospace)",
  "font-size:var(--jp-code-font-size,13px)",
  "padding-left:5px",
  "white-space:pre-wrap",
  "overflow-wrap:anywhere",
].join(";");

/**
 * Text for people to read. As HTML it is wrapped between words, where JupyterLab wraps plain text anywhere.
 *
 * @example
 * prose("741 records added\n10 tracks")["text/plain"]; // "741 records added\n10 tracks"
 */
export function prose(text: string): MimeBundle {
  return {
    "text/plain": printable(text),
    "text/html": `<div style="${PROSE_STYLE}">${escapeHtml(text)}</div>`,
  };
}

/**
 * The method by which a value shows itself when it is the last expression of a cell. The convention is Deno's:
 * https://docs.deno.com/api/deno/~/Deno.jupyter.$display
 */
export const JUPYTER_DISPLAY: unique symbol = Symbol.for("Jupyter.display");

/** A value that shows itself in a cell. */
export interface Displayable {
  [JUPYTER_DISPLAY](): MimeBundle | Promise<MimeBundle>;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Characters that XML 1.0 forbids even as entities: one of them makes a whole SVG unreadable. */
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/**
 * Makes any text safe inside HTML or SVG, as content or within a quoted attribute. Characters that XML can't hold
 * become U+FFFD.
 *
 * @example
 * escapeHtml('<img onerror="x">'); // "&lt;img onerror=&quot;x&quot;&gt;"
 */
export function escapeHtml(text: string): string {
  return text.replace(NOT_XML, "\uFFFD").replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
