import { scaleColour, STEPS, type ValueScale } from "./colour-scale";
import { NEUTRAL } from "./palette";
import { element, px, textElement } from "./svg";

const SMALL_SIZE = 12;
const WIDTH = 360;
const THICK = 10;
const LABELS = 5;
/** With its numbers below and its name beside. */
export const BAR_HEIGHT = 34;

/** The colours of a scale with the values that they stand for, and what these are, to the right. */
export function colourBar({ x, y }: { x: number; y: number }, scale: ValueScale, name: string): string {
  const label = textElement(
    name,
    { x: x + WIDTH + 28, y: y + 10, "font-size": SMALL_SIZE, "font-weight": 600 },
    170,
  );
  if (scale.empty) {
    return label + textElement("no values", { x, y: y + 10, "font-size": SMALL_SIZE, fill: NEUTRAL });
  }
  const colours = Array.from({ length: STEPS }, (_, step) => {
    const from = x + (step / STEPS) * WIDTH;
    // A little wider than its share: no hairlines of the ground between.
    return element("rect", {
      ...{ x: from, y, width: Math.min(WIDTH / STEPS + 0.5, x + WIDTH - from), height: THICK },
      fill: scaleColour(step / (STEPS - 1)),
    });
  });
  // Its ends would vanish, one on a dark page and one on a white one.
  const outline = element("rect", { x, y, width: WIDTH, height: THICK, fill: "none", stroke: NEUTRAL });
  return label + colours.join("") + outline + numbers(x, y + THICK, scale);
}

function numbers(x: number, y: number, { smallest, largest }: ValueScale): string {
  const parts = smallest === largest ? [0.5] : Array.from({ length: LABELS }, (_, at) => at / (LABELS - 1));
  return parts
    .map((part) => {
      const at = x + part * WIDTH;
      const text = shortNumber(smallest + part * (largest - smallest), largest - smallest);
      return (
        element("path", { d: `M${px(at)} ${px(y)}v4`, stroke: NEUTRAL }) +
        textElement(text, {
          ...{ x: at, y: y + 17, "font-size": SMALL_SIZE, "text-anchor": "middle" },
          ...{ fill: NEUTRAL, class: "value" },
        })
      );
    })
    .join("");
}

/** With as many digits as tell values of such a range apart. */
function shortNumber(value: number, range: number): string {
  const digits = range === 0 ? 3 : Math.min(Math.max(2 - Math.floor(Math.log10(range)), 0), 12);
  return value
    .toLocaleString("en-US", { maximumFractionDigits: digits })
    .replace(/^-0$/, "0")
    .replace("-", "−");
}
