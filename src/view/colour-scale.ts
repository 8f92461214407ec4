/**
 * Viridis (S. van der Walt and N. Smith, 2015, CC0: https://bids.github.io/colormap/), from small to large: its lightness
 * rises evenly, so that people with any kind of colour blindness see the order, as does a print in grey. It ends before
 * the yellow, which vanishes on white.
 */
const VIRIDIS = ["#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30"];

/** So many colours are told apart. */
export const STEPS = 32;

/** Of the scale's colours the one at that part of the way, from 0 to 1; beyond them the first or the last one. */
export function scaleColour(part: number): string {
  const step = Math.round(Math.min(Math.max(part, 0), 1) * (STEPS - 1));
  const at = (step / (STEPS - 1)) * (VIRIDIS.length - 1);
  const [low, high] = [VIRIDIS[Math.floor(at)] ?? "", VIRIDIS[Math.ceil(at)] ?? ""];
  const channels = [1, 3, 5].map((from) => {
    const [a, b] = [low, high].map((colour) => Number.parseInt(colour.slice(from, from + 2), 16));
    const mixed = Math.round((a ?? 0) + ((b ?? 0) - (a ?? 0)) * (at % 1));
    return mixed.toString(16).padStart(2, "0");
  });
  return `#${channels.join("")}`;
}

/** Where values lie on the scale, from the smallest to the largest: one step of colour is the same difference everywhere. */
export class ValueScale {
  readonly smallest: number;
  readonly largest: number;

  /** @param values those that are no finite number are left out */
  constructor(values: readonly (number | undefined)[]) {
    let [smallest, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of values) {
      if (value === undefined || !Number.isFinite(value)) continue;
      if (value < smallest) smallest = value;
      if (value > largest) largest = value;
    }
    this.smallest = smallest;
    this.largest = largest;
  }

  /** Whether there is no value at all. */
  get empty(): boolean {
    return this.smallest > this.largest;
  }

  /** From 0 to 1; 0.5 where all are the same. */
  part(value: number): number {
    return this.largest === this.smallest ? 0.5 : (value - this.smallest) / (this.largest - this.smallest);
  }
}
