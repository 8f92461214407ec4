import { badBatch, type Place } from "./bad-batch";
import type { Frame } from "./frame";
import { VarintReader } from "./varint";

/** Where a record lies; `timestamp` is its event time in ms since 1970 UTC. */
export interface RecordPlace {
  offset: number;
  timestamp: number;
}

/**
 * The first and the last record of a batch whose offset is in a range, without making anything of the others, of which
 * there may be thousands. The batch must not be compressed.
 *
 * @param until the offset behind the range
 * @throws PlayheadError BAD_BATCH
 */
export function placesIn(
  place: Place,
  bytes: Buffer,
  { firstOffset, baseTimestamp, appendTime, count, start, end }: Frame,
  { from, until }: { from: number; until: number },
): { first: RecordPlace; last: RecordPlace } | undefined {
  const reader = new VarintReader(bytes, start, end);
  let first: RecordPlace | undefined;
  let [lastOffset, lastDelta] = [0, 0];
  try {
    for (let i = 0; i < count; i++) {
      const length = reader.read();
      const next = reader.position + length;
      if (length < 0 || next > end) throw new RangeError(`a record can't take ${length} bytes`);
      reader.position++; // The record's attributes: none is defined.
      const timestampDelta = reader.read();
      const offset = firstOffset + reader.read();
      reader.position = next;
      if (offset < from) continue;
      if (offset >= until) break;
      first ??= { offset, timestamp: appendTime ?? baseTimestamp + timestampDelta };
      [lastOffset, lastDelta] = [offset, timestampDelta];
    }
  } catch (error) {
    throw badBatch(place, firstOffset, "their lengths contradict each other", error);
  }
  if (first === undefined) return undefined;
  return { first, last: { offset: lastOffset, timestamp: appendTime ?? baseTimestamp + lastDelta } };
}
