import { PlayheadError } from "../errors";
import type { Target } from "./targets";

/** What has to be known of a partition to plan its move. */
export interface Place {
  topic: string;
  partition: number;
  /** `null` where the group has no playhead yet. */
  currentOffset: number | null;
  logStartOffset: number;
  logEndOffset: number;
  /** Of a target that names a time: the first offset of then or later; undefined where there is none. */
  offsetAt?: number | undefined;
}

/** One partition's part of a plan. */
export interface Move {
  topic: string;
  partition: number;
  /** `null` where the group has no playhead yet. */
  currentOffset: number | null;
  /** `null` where an undo leaves the group without a playhead, as it had none. */
  newOffset: number | null;
  logStartOffset: number;
  logEndOffset: number;
  /** Offsets between the new playhead and the log's end. */
  toReplay: number;
  /** The offset that was asked for, where the log does not have it and the nearest was taken. */
  clampedFrom?: number;
}

/**
 * Where each partition's playhead would go.
 *
 * @param clamp take the nearest offset that the log has, as Kafka's tool does, instead of refusing
 * @throws PlayheadError OFFSET_OUT_OF_RANGE where a partition does not have the offset, NO_PLAYHEAD where there is none
 *   to be shifted
 */
export function planMoves(places: readonly Place[], target: Target, { clamp = false } = {}): Move[] {
  const wanted = places.map((place) => ({ place, offset: offsetWanted(place, target) }));
  const outside = wanted.filter(({ place, offset }) => gap(place, offset) !== undefined);
  if (outside.length > 0 && !clamp) throw outOfRange(outside);
  return wanted.map(({ place, offset }) => moveTo(place, offset));
}

/** The move to an offset, or to the nearest that the log has; `null` takes the playhead away. */
export function moveTo(place: Place, offset: number | null): Move {
  const { topic, partition, currentOffset, logStartOffset, logEndOffset } = place;
  const newOffset = offset === null ? null : Math.min(Math.max(offset, logStartOffset), logEndOffset);
  return {
    topic,
    partition,
    currentOffset,
    newOffset,
    logStartOffset,
    logEndOffset,
    // Without a playhead a group begins at the log's start.
    toReplay: logEndOffset - (newOffset ?? logStartOffset),
    ...(offset === null || newOffset === offset ? {} : { clampedFrom: offset }),
  };
}

function offsetWanted(place: Place, target: Target): number {
  const { topic, partition, currentOffset, logStartOffset, logEndOffset, offsetAt } = place;
  switch (target.kind) {
    case "earliest":
      return logStartOffset;
    case "latest":
      return logEndOffset;
    case "current":
      return currentOffset ?? logEndOffset;
    case "offset":
      return target.offset;
    case "shift":
      if (currentOffset !== null) return currentOffset + target.by;
      throw new PlayheadError(
        "NO_PLAYHEAD",
        `The group has no playhead on ${topic} partition ${partition} that could be shifted`,
        { remedy: "choose an offset, a time, or the partitions that it has one on; nothing was changed" },
      );
    case "datetime":
    case "duration":
      return offsetAt ?? logEndOffset;
    case "file": {
      const row = target.rows.find((one) => one.topic === topic && one.partition === partition);
      if (row === undefined) throw new Error(`the file has no line for ${topic} partition ${partition}`);
      return row.offset;
    }
  }
}

/** In words, what lies between an offset and the log; undefined where the log has it. */
function gap({ logStartOffset: start, logEndOffset: end }: Place, offset: number): string | undefined {
  if (offset < 0) return `${-offset} before offset 0`;
  if (offset < start) return `${offsets(start - offset)} (${offset} to ${start - 1}) have been deleted`;
  return offset > end ? `the log ends ${offsets(offset - end)} before` : undefined;
}

function offsets(count: number): string {
  return count === 1 ? "1 offset" : `${count} offsets`;
}

function outOfRange(outside: readonly { place: Place; offset: number }[]): PlayheadError {
  const lines = outside.map(({ place, offset }) => {
    const { topic, partition, logStartOffset, logEndOffset } = place;
    const log = `${topic} partition ${partition}, which holds ${logStartOffset} to ${logEndOffset}`;
    return `Offset ${offset} is not in ${log}: ${gap(place, offset)}`;
  });
  const more = lines.length > SHOWN ? `\n  … and so on ${lines.length - SHOWN} more partitions` : "";
  return new PlayheadError("OFFSET_OUT_OF_RANGE", lines.slice(0, SHOWN).join("\n  ") + more, {
    remedy:
      "choose offsets that the log has, or take the nearest ones (--clamp, { clamp: true }); nothing was changed",
  });
}

const SHOWN = 8;
