import { inspect } from "node:util";
import { escapeHtml, JUPYTER_DISPLAY, type Displayable, type MimeBundle } from "./mime";

/** A picture with its text form: shows itself as SVG in a cell and as the text in a terminal. */
export class Drawing implements Displayable {
  constructor(
    /** A whole SVG document that is legible on light and dark pages. */
    readonly svg: string,
    /** The same in characters. */
    readonly text: string,
  ) {}

  [JUPYTER_DISPLAY](): MimeBundle {
    return { "text/plain": this.text, "text/html": this.html, "image/svg+xml": this.svg };
  }

  /** JupyterLab cuts off an SVG that is wider than its cell, where this is made smaller. */
  private get html(): string {
    const source = `data:image/svg+xml;base64,${Buffer.from(this.svg).toString("base64")}`;
    return `<img src="${source}" alt="${escapeHtml(this.text)}" style="max-width:100%;height:auto">`;
  }

  [inspect.custom](): string {
    return this.text;
  }
}
