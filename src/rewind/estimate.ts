import type { Edges, Seen } from "../kafka/edges";
import type { Move } from "./moves";

/** How much there is to replay. All of it is an estimate, from the few batches that were looked at. */
export interface Estimate {
  /** Fewer than offsets where transactions have left their markers. */
  records: number;
  /** As they lie in the log; undefined where nothing was looked at. */
  bytes: number | undefined;
  /** Keys that the group's last run had a state of; undefined where there is none. */
  keys: number | undefined;
  /** At the rate of the group's earlier runs; undefined where there is none. */
  milliseconds: number | undefined;
}

/** What is known besides the log itself. */
export interface Known {
  keys: number | undefined;
  /** Records a second. */
  rate: number | undefined;
}

/**
 * Extends what was seen at the edges of what is to be replayed over all of it.
 *
 * @param edges of each move, in their order
 */
export function estimate(moves: readonly Move[], edges: readonly Edges[], { keys, rate }: Known): Estimate {
  const all = edges.map(({ seen }) => seen).reduce(plus, NONE);
  const over = (what: "records" | "bytes"): number =>
    moves.reduce((sum, { toReplay }, i) => {
      const seen = edges[i]?.seen;
      const { offsets, [what]: amount } = seen === undefined || seen.offsets === 0 ? all : seen;
      return sum + (offsets === 0 ? 0 : (toReplay * amount) / offsets);
    }, 0);
  const toReplay = moves.reduce((sum, move) => sum + move.toReplay, 0);
  const records = all.offsets === 0 ? toReplay : Math.round(over("records"));
  return {
    records,
    bytes: all.offsets === 0 ? undefined : Math.round(over("bytes")),
    keys: keys === undefined ? undefined : Math.min(keys, records),
    milliseconds: rate === undefined ? undefined : Math.round((records * 1000) / rate),
  };
}

const NONE: Seen = { records: 0, offsets: 0, bytes: 0 };

function plus(a: Seen, b: Seen): Seen {
  return { records: a.records + b.records, offsets: a.offsets + b.offsets, bytes: a.bytes + b.bytes };
}
