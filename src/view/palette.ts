/**
 * Colours that people with any kind of colour blindness can tell apart (Okabe and Ito, "Color Universal Design",
 * https://jfly.uni-koeln.de/color/). Black and yellow are left out: one of them vanishes on a dark page, the other on
 * a white one.
 */
export const PALETTE = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"] as const;

/** The colour of the n-th of a kind, from 0; they repeat after the last. */
export function colour(index: number): string {
  return PALETTE[index % PALETTE.length] ?? PALETTE[0];
}
