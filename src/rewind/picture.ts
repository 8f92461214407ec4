import { playheadView, type PlayheadView } from "../view/tape";
import type { Move } from "./moves";
import type { Outlook } from "./outlook";
import { timeOf } from "../tracks/no-time";

/** A plan as a picture: the group's playheads on the tapes of the logs, where they are and where they would be. */
export function pictureOf(
  group: string,
  moves: readonly Move[],
  { edges }: Outlook,
  executed: boolean,
): PlayheadView {
  const topics = [...new Set(moves.map(({ topic }) => topic))];
  const at = (which: "currentOffset" | "newOffset") =>
    moves.map((move) => ({
      topic: move.topic,
      partition: move.partition,
      offset: move[which] ?? undefined,
    }));
  return playheadView({
    topics: topics.map((topic) => ({
      topic,
      partitions: moves.flatMap((move, i) => {
        if (move.topic !== topic) return [];
        const last = timeOf(edges[i]?.last);
        // What lies at the new playhead is known of the start only where that is the log's.
        const first = move.newOffset === move.logStartOffset ? timeOf(edges[i]?.first) : undefined;
        return [
          {
            partition: move.partition,
            start: move.logStartOffset,
            end: move.logEndOffset,
            ...(first === undefined || last === undefined ? {} : { firstTime: first, lastTime: last }),
          },
        ];
      }),
    })),
    groups: [
      { group, state: executed ? "before" : "now", positions: at("currentOffset") },
      { group: "after the rewind", state: executed ? "now" : "planned", positions: at("newOffset") },
    ],
  });
}
