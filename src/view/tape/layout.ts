import { element, MUTED, px, textElement } from "../svg";
import { wrapFacts } from "./wrap";

/** Pixels between the picture's left and right margin. */
export const CONTENT_WIDTH = 720;
export const MARGIN = 20;
/** Of a picture that is as wide as a cell on a projector of 1024 pixels: small there is not yet too small. */
export const TEXT_SIZE = 15;
export const SMALL_SIZE = 14;
export const LINE_HEIGHT = 20;
/** How much wider semi-bold text is. */
export const BOLD = 1.08;

/** A piece of the picture and the height it takes; drawn from y = 0 down. */
export interface Block {
  height: number;
  content: string;
}

/** Blocks one below the other. */
export function stack(blocks: readonly Block[], gap = 0): Block {
  let y = 0;
  const content = blocks.map((block) => {
    const placed = element("g", { transform: `translate(0 ${px(y)})` }, block.content);
    y += block.height + gap;
    return placed;
  });
  return { height: Math.max(y - gap, 0), content: content.join("") };
}

/** Quiet text, in as many lines as it needs. */
export function lineBlock(text: string): Block {
  const lines = wrapFacts([text], TEXT_SIZE, CONTENT_WIDTH);
  const style = { "font-size": TEXT_SIZE, fill: MUTED };
  const content = lines.map((line, index) =>
    textElement(line, { ...style, y: 23 + LINE_HEIGHT * index }, CONTENT_WIDTH),
  );
  return { height: 12 + LINE_HEIGHT * lines.length, content: content.join("") };
}
