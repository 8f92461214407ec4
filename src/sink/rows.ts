/** What a query brings: numbers, texts, yes or no, moments. Lists and structs come as JSON text. */
export type ResultValue = string | number | boolean | Date | null;
export type QueryRow = Record<string, ResultValue>;

const RESULT = "track_id, distance, unit, run_id, points, event_time, processor, version";

/** What is told to whom a query was refused. */
export const WHAT_TO_ASK = `the views to ask are dist_calc(${RESULT}), and for windows window_calc(${RESULT}, window_from, window_to, warm_up)`;

/** What is told to whom asks before there is anything. */
export const WHAT_TO_DO_FIRST =
  "process a topic and write its results first: `npx playhead process --unit mi`, then `npx playhead write`; dist_calc shows them, window_calc those of windows";

/** A 64-bit integer as a number where that is exact. */
export function toNumberOrText(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
