import type { PlayheadError } from "../errors";
import { escapeHtml, type MimeBundle } from "./mime";

/** The colour of warnings and errors: vermillion, which reads on light and dark pages. */
const ACCENT = "#D55E00";

/**
 * An error as a box to read: its code, what happened, what to do. In a terminal it is the text of `describe()`.
 *
 * @example
 * display(errorBox(error));
 */
export function errorBox(error: PlayheadError): MimeBundle {
  const style = `border-left:4px solid ${ACCENT};padding:.4em .8em;margin:.2em 0;overflow-wrap:anywhere`;
  const line = (html: string): string => `<div style="white-space:pre-wrap">${html}</div>`;
  const code = `<div style="color:${ACCENT};font-weight:700">${escapeHtml(error.code)}</div>`;
  const remedy = error.remedy === undefined ? "" : line(`<b>What to do:</b> ${escapeHtml(error.remedy)}`);
  return {
    "text/plain": error.describe(),
    "text/html": `<div style="${style}">${code}${line(escapeHtml(error.message))}${remedy}</div>`,
  };
}
