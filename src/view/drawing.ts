import { inspect } from "node:util";
import { JUPYTER_DISPLAY, type Displayable, type MimeBundle } from "./mime";

/** A picture with its text form: shows itself as SVG in a cell and as the text in a terminal. */
export class Drawing implements Displayable {
  constructor(
    /** A whole SVG document on a background of its own, so that it is legible on light and dark pages. */
    readonly svg: string,
    /** The same in characters. */
    readonly text: string,
  ) {}

  [JUPYTER_DISPLAY](): MimeBundle {
    return { "text/plain": this.text, "image/svg+xml": this.svg };
  }

  [inspect.custom](): string {
    return this.text;
  }
}
