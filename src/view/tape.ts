import { Drawing } from "./drawing";
import type { GroupPositions, TopicLog } from "./tape/frames";
import { tapeSvg } from "./tape/svg";
import { tapeText } from "./tape/text";

export interface PlayheadViewInput {
  topics: readonly TopicLog[];
  groups: readonly GroupPositions[];
  /** How new the picture is, in a few words: `live`, say. */
  status?: string;
}

/** A picture of where consumer groups stand, as SVG (`.svg`) and as characters (`.text`). */
export type PlayheadView = Drawing;

/**
 * Draws each partition's log as a tape and each consumer group's committed offset as a playhead on it, the way a
 * video player shows where a film stands: current frame, frames in all, frames left. Frames are offsets, counted from
 * the start of the log. Topics with more than 12 partitions are drawn in part, with a note; the sums count all.
 *
 * @example
 * playheadView({
 *   topics: [{ topic: "raw-trackpoints", partitions: [{ partition: 0, start: 0, end: 681 }] }],
 *   groups: [
 *     {
 *       group: "distance_calculator",
 *       state: "Empty",
 *       positions: [{ topic: "raw-trackpoints", partition: 0, offset: 166 }],
 *     },
 *   ],
 * });
 */
export function playheadView({ topics, groups, status }: PlayheadViewInput): PlayheadView {
  return new Drawing(tapeSvg(topics, groups, status), tapeText(topics, groups, status));
}
