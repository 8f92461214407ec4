import { element, MUTED, px, textElement } from "../svg";

/** Pixels between the picture's left and right margin. */
export const CONTENT_WIDTH = 720;
export const MARGIN = 20;
export const TEXT_SIZE = 13;
export const SMALL_SIZE = 12;
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

/** A line of quiet text. */
export function lineBlock(text: string): Block {
  const attributes = { y: 22, "font-size": TEXT_SIZE, fill: MUTED };
  return { height: 30, content: textElement(text, attributes, CONTENT_WIDTH) };
}
