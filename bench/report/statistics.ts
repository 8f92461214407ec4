/** The value in the middle; of an even number of values the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return low === undefined || high === undefined ? NaN : (low + high) / 2;
}

/** A median, and the smallest and largest value beside it. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** A value of one round. */
export interface Rated {
  round: number;
  rate: number;
}

/**
 * How many times faster `a` is than `b`: the median of the ratios within each round, as the machine's mood changes
 * from round to round. Undefined where no round has both.
 */
export function ratio(a: readonly Rated[], b: readonly Rated[]): number | undefined {
  const ratios = a.flatMap(({ round, rate }) => {
    const other = b.find((each) => each.round === round);
    return other === undefined ? [] : [rate / other.rate];
  });
  return ratios.length === 0 ? undefined : median(ratios);
}

/**
 * The smallest of the values that is not exceeded by this share of them (nearest rank). NaN of none.
 *
 * @example
 * percentile([10, 20, 30, 40], 0.95); // 40
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)] ?? NaN;
}
