import type { TrackEnd } from "./expected";
import type { GivenAnswer } from "./given";

/** Relative. Sines differ in the last bit from one language to the next, and a track sums some hundred hops. */
const TOLERANCE = 1e-9;

/** Which outputs are asked for: one of each input, or at least the last one of each key. */
export type Outputs = "every" | "latest";

/**
 * Compares a contestant's answer with the right one.
 *
 * @returns what is wrong, in words; undefined where nothing is
 */
export function whatIsWrong(
  expected: ReadonlyMap<string, TrackEnd>,
  given: GivenAnswer,
  outputs: Outputs,
): string | undefined {
  const inputs = [...expected.values()].reduce((sum, { points }) => sum + points, 0);
  if (outputs === "every" && given.outputs !== inputs) return `${given.outputs} outputs of ${inputs} inputs`;
  if (given.outputs > inputs) return `${given.outputs} outputs, more than the ${inputs} inputs`;
  for (const key of given.tracks.keys()) if (!expected.has(key)) return `there is no track ${key}`;
  for (const [key, end] of expected) {
    const track = given.tracks.get(key);
    if (track === undefined) return `no output for track ${key}`;
    if (outputs === "every" && !track.inOrder)
      return `the outputs of track ${key} are not one per point, in order`;
    if (track.points !== end.points) return `track ${key} has ${end.points} points, not ${track.points}`;
    if (!isNear(track.metres, end.metres)) return `track ${key} is ${end.metres} m long, not ${track.metres}`;
  }
  return undefined;
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}
