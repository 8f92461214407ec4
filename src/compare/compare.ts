import { metresPer, parseUnit, type Unit } from "../distance/units";

/** The last result of one track in one run. */
export interface TrackResult {
  track_id: string;
  distance: number;
  unit: string;
}

/** One track in two runs. A side is `null` where its run has no result for the track. */
export interface ComparedTrack {
  track_id: string;
  before: number | null;
  beforeUnit: Unit | null;
  after: number | null;
  afterUnit: Unit | null;
  /** `after` divided by `before`, as the numbers stand; `null` where either is missing or `before` is 0. */
  ratio: number | null;
  /** Whether both are the same length, whatever the units, within a billionth. */
  sameLength: boolean;
}

const RELATIVE_TOLERANCE = 1e-9;

/**
 * Puts the results of two runs side by side, by track, in the order of the ids.
 *
 * @throws PlayheadError BAD_OPTION on a unit it does not know
 * @example
 * compareTracks([{ track_id: "1", distance: 1, unit: "mi" }], [{ track_id: "1", distance: 1.609344, unit: "km" }])
 * // [{ track_id: "1", before: 1, beforeUnit: "mi", after: 1.609344, afterUnit: "km", ratio: 1.609344, sameLength: true }]
 */
export function compareTracks(
  before: readonly TrackResult[],
  after: readonly TrackResult[],
): ComparedTrack[] {
  const ids = new Set([...before, ...after].map(({ track_id }) => track_id));
  const left = new Map(before.map((result) => [result.track_id, result]));
  const right = new Map(after.map((result) => [result.track_id, result]));
  return [...ids].sort(byNumberThenText).map((id) => compareTrack(id, left.get(id), right.get(id)));
}

function compareTrack(id: string, a: TrackResult | undefined, b: TrackResult | undefined): ComparedTrack {
  const beforeUnit = a === undefined ? null : parseUnit(a.unit);
  const afterUnit = b === undefined ? null : parseUnit(b.unit);
  const both = a !== undefined && b !== undefined && beforeUnit !== null && afterUnit !== null;
  return {
    track_id: id,
    before: a?.distance ?? null,
    beforeUnit,
    after: b?.distance ?? null,
    afterUnit,
    ratio: both && a.distance !== 0 ? b.distance / a.distance : null,
    sameLength: both && sameLength(a.distance * metresPer(beforeUnit), b.distance * metresPer(afterUnit)),
  };
}

function sameLength(a: number, b: number): boolean {
  return Math.abs(a - b) <= RELATIVE_TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}

/** Track ids that are numbers come first, in their order. */
function byNumberThenText(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (!Number.isNaN(difference) && difference !== 0) return difference;
  if (Number.isNaN(Number(a)) !== Number.isNaN(Number(b))) return Number.isNaN(Number(a)) ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
