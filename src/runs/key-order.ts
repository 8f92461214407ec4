/**
 * The order in which keys are shown, for `sort`: those that are numbers come first, by their size.
 *
 * @example
 * ["b", "10", "9"].sort(byNumberThenText); // ["9", "10", "b"]
 */
export function byNumberThenText(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (!Number.isNaN(difference) && difference !== 0) return difference;
  if (Number.isNaN(Number(a)) !== Number.isNaN(Number(b))) return Number.isNaN(Number(a)) ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
