import { textWidth } from "../svg";
import { SEPARATOR } from "./words";

/**
 * Facts in as many lines as they need: broken between facts, and between the words of a fact that is longer than a
 * line. A single word that is longer than a line stays whole.
 *
 * @param size of the font, in pixels
 * @param width of a line, in pixels
 */
export function wrapFacts(facts: readonly string[], size: number, width: number): string[] {
  return gather(
    facts.flatMap((fact) =>
      textWidth(fact, size) <= width ? [fact] : gather(fact.split(" "), " ", size, width),
    ),
    SEPARATOR,
    size,
    width,
  );
}

function gather(parts: readonly string[], separator: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const longer = `${lines.at(-1) ?? ""}${separator}${part}`;
    if (lines.length > 0 && textWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}
