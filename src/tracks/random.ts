/** Numbers that look random and are the same for the same seed, on every machine. */
export interface Random {
  /** Evenly distributed in [low, high). */
  between(low: number, high: number): number;
  /** A whole number in [low, high], all equally likely. */
  integer(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** Nearly normally distributed with mean 0 and standard deviation 1. */
  normal(): number;
}

/**
 * A generator started by `seed`, a whole number of 32 bits.
 *
 * Source: mulberry32 by Tommy Ettinger (public domain); for the normal distribution the sum of twelve uniform numbers
 * less six (Irwin–Hall), because unlike Box–Muller it needs no logarithm or cosine, whose last digits differ
 * between JavaScript engines.
 */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    between: (low, high) => low + (high - low) * next(),
    integer: (low, high) => low + Math.floor((high - low + 1) * next()),
    chance: (probability) => next() < probability,
    normal: () => {
      let sum = -6;
      for (let i = 0; i < 12; i++) sum += next();
      return sum;
    },
  };
}
