import type { Exercise } from "./exercise";
import { nearly } from "./exercise";
import { loggedPoints } from "./log";

export const chapter03 = {
  "03.1": {
    hint: "Import `toOffset`, and look at the plan's `moves[0].toReplay`; or think: from offset 100 to the log's end.",
    judge: async (answer, workbook) => {
      const ends = (await workbook.topics(workbook.names.source)).map(({ logEndOffset }) => logEndOffset);
      return nearly(
        answer,
        ends.reduce((sum, end) => sum + Math.max(0, end - 100), 0),
      );
    },
  },
  "03.2": {
    hint: "`new Set(…)` keeps each key once. The first record that is replayed is the one at offset 600 itself.",
    judge: async (answer, workbook) => {
      const replayed = (await loggedPoints(workbook)).filter(({ offset }) => offset >= 600);
      return nearly(answer, new Set(replayed.map(({ track_id }) => track_id)).size);
    },
  },
  "03.3": {
    hint: "Kafka looks for the *first* record of that moment or later. Times need not grow with the offsets: that first one may stand before records that are earlier.",
    judge: async (answer, workbook) => {
      const points = (await loggedPoints(workbook)).filter(({ partition }) => partition === 0);
      const moment = points[200]?.time ?? Number.POSITIVE_INFINITY;
      return nearly(answer, points.find(({ time }) => time >= moment)?.offset ?? Number.NaN);
    },
  },
} satisfies Record<string, Exercise>;
