import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/tracks/random";

const many = (draw: () => number): number[] => Array.from({ length: 20_000 }, draw);
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("seededRandom", () => {
  it("gives the same numbers for the same seed, others for others, and keeps to its bounds", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [one, same, other] = [seededRandom(seed), seededRandom(seed), seededRandom(seed + 1)];
        const draws = Array.from({ length: 20 }, () => one.between(-2, 3));
        expect(Array.from({ length: 20 }, () => same.between(-2, 3))).toEqual(draws);
        expect(Array.from({ length: 20 }, () => other.between(-2, 3))).not.toEqual(draws);
        for (const value of draws) {
          expect(value).toBeGreaterThanOrEqual(-2);
          expect(value).toBeLessThan(3);
        }
      }),
    );
  });

  it("draws evenly, both ends of a whole-number range included", () => {
    const random = seededRandom(1);
    expect(mean(many(() => random.between(0, 1)))).toBeCloseTo(0.5, 1.5);
    const counts = new Map<number, number>();
    for (const value of many(() => random.integer(3, 6))) counts.set(value, (counts.get(value) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual([3, 4, 5, 6]);
    for (const count of counts.values()) expect(Math.abs(count - 5000)).toBeLessThan(300);
    expect(mean(many(() => (random.chance(0.3) ? 1 : 0)))).toBeCloseTo(0.3, 1.5);
  });

  it("has normal numbers of mean 0 and standard deviation 1", () => {
    const random = seededRandom(2);
    const values = many(() => random.normal());
    expect(Math.abs(mean(values))).toBeLessThan(0.03);
    expect(Math.sqrt(mean(values.map((value) => value * value)))).toBeCloseTo(1, 1);
  });
});
