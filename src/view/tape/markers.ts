import { colour } from "../palette";
import { element, px } from "../svg";

/** Outlines of markers around (0, 0), about 12 pixels wide: told apart by shape where colours can't be. */
const SHAPES = [
  "M-6 -5H6L0 6Z", // triangle, tip on the tape
  "M0 -6A6 6 0 1 1 0 6A6 6 0 1 1 0 -6Z", // disc
  "M-5 -5H5V5H-5Z", // square
  "M0 -7L6 0L0 7L-6 0Z", // diamond
  "M-6 -2H-2V-6H2V-2H6V2H2V6H-2V2H-6Z", // plus
  "M-6 5H6L0 -6Z", // triangle, tip up
  "M0 -7L1.8 -2.2L6.7 -2.2L2.7 0.8L4.1 5.7L0 2.8L-4.1 5.7L-2.7 0.8L-6.7 -2.2L-1.8 -2.2Z", // star
] as const;

/** The marker of the n-th group, centred on (x, y). Colours and shapes repeat in different steps: 42 pairs. */
export function marker(index: number, x: number, y: number, options: { hollow?: boolean } = {}): string {
  const paint = colour(index);
  return element("path", {
    d: SHAPES[index % SHAPES.length] ?? SHAPES[0],
    transform: `translate(${px(x)} ${px(y)})`,
    fill: options.hollow === true ? "#ffffff" : paint,
    stroke: paint,
    "stroke-width": options.hollow === true ? 1.6 : 0.8,
    class: "marker",
  });
}
