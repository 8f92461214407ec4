/** Where a group stands on one partition, as of one look. */
export interface Standing {
  partition: number;
  /** Its committed offset; the log's start where it has none. */
  offset: number;
  /** Up to here, not including, records can be read as committed: Kafka's last stable offset. */
  stable: number;
  /** LOG-END-OFFSET. */
  end: number;
  /** Counts what is done for the partition between two commits: a state that is being restored, say. */
  work: number;
}

/** A partition as it was last seen, and since when it has stood like that though there is something to do. */
export interface Seen {
  standing: Standing;
  /** Wall clock, ms since 1970 UTC. */
  since: number;
}

/**
 * What is known of the partitions after another look: since when each has made no progress. One without lag counts as
 * having made some.
 *
 * @param before what was known before it
 * @param at when one looked; wall clock, ms since 1970 UTC
 * @example
 * const first = looked(new Map(), [{ partition: 0, offset: 5, stable: 5, end: 9, work: 0 }], 1_000);
 * looked(first, [{ partition: 0, offset: 5, stable: 5, end: 12, work: 0 }], 4_000).get(0)?.since; // 1000
 */
export function looked(
  before: ReadonlyMap<number, Seen>,
  now: readonly Standing[],
  at: number,
): Map<number, Seen> {
  return new Map(
    now.map((standing) => {
      const known = before.get(standing.partition);
      const stands = known !== undefined && isLagging(known.standing) && !hasMoved(known.standing, standing);
      return [standing.partition, { standing, since: stands ? known.since : at }];
    }),
  );
}

/**
 * The partitions that have something to do, and have made no progress for so long.
 *
 * @param patience ms
 */
export function stalledSince(seen: ReadonlyMap<number, Seen>, at: number, patience: number): Seen[] {
  return unheardOf(seen, at, patience).filter(({ standing }) => isLagging(standing));
}

/** Those of which nothing has been heard for so long, where nothing is heard at all: whether there is lag is not known. */
export function unheardOf(seen: ReadonlyMap<number, Seen>, at: number, patience: number): Seen[] {
  return [...seen.values()].filter(({ since }) => at - since >= patience);
}

function isLagging({ offset, end }: Standing): boolean {
  return offset < end;
}

function hasMoved(before: Standing, now: Standing): boolean {
  return before.offset !== now.offset || before.work !== now.work;
}
