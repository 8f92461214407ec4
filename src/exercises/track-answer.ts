import type { Verdict } from "./exercise";

/**
 * Says of the name of a track whether it is one for which a measure is largest.
 *
 * @param measures by track
 * @param superlative as in "not the one with the most points"
 */
export function largestTrack(
  answer: unknown,
  measures: ReadonlyMap<string, number>,
  superlative: string,
): Verdict {
  if (typeof answer !== "string" && typeof answer !== "number")
    return "The name of a track is asked for: text.";
  const track = String(answer);
  const measure = measures.get(track);
  if (measure === undefined) return `There is no track ${JSON.stringify(track)} in the topic.`;
  return measure >= Math.max(...measures.values()) || `Track ${track} is not the one ${superlative}.`;
}
