/**
 * Colours that people with any kind of colour blindness can tell apart, each with a contrast of at least 3 : 1 to a white
 * page and to JupyterLab's dark one (WCAG 2.2, 1.4.11). The first four are Okabe's and Ito's ("Color Universal Design",
 * https://jfly.uni-koeln.de/color/), whose others vanish on one page or the other; the last two are as far from all of them as
 * the four are from each other, however one sees.
 */
export const PALETTE = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8A5CF0", "#A0522D"] as const;

/** The colour of the n-th of a kind, from 0; they repeat after the last. */
export function colour(index: number): string {
  return PALETTE[index % PALETTE.length] ?? PALETTE[0];
}

/** A grey for texts and thin lines that reads on white as well as on JupyterLab's dark page: its contrast is above 4 on either. */
export const NEUTRAL = "#7a7a7a";
/** For what is only to be guessed at: frames and axes. */
export const NEUTRAL_LINE = "rgba(128, 128, 128, 0.6)";
