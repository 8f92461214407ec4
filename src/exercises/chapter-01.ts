import type { Exercise } from "./exercise";
import { nearly } from "./exercise";
import { byTrack } from "../tracks/by-track";
import { loggedPoints } from "./log";
import { largestTrack } from "./track-answer";

export const chapter01 = {
  "01.1": {
    hint: "`workbook.topics(workbook.names.source)` returns a row for each partition; look at its `logEndOffset`.",
    judge: async (answer, workbook) => {
      const partitions = await workbook.topics(workbook.names.source);
      return nearly(
        answer,
        partitions.reduce((sum, { logEndOffset }) => sum + logEndOffset, 0),
      );
    },
  },
  "01.2": {
    hint: "Ask for all records with `workbook.records(workbook.names.source, { count: 100_000 })`; each has a `key`. Count them in a `Map`.",
    judge: async (answer, workbook) => {
      const tracks = byTrack(await loggedPoints(workbook));
      const counts = new Map([...tracks].map(([track, points]) => [track, points.length]));
      return largestTrack(answer, counts, "with the most points");
    },
  },
  "01.3": {
    hint: "A record's `timestamp` is text; `Date.parse` makes milliseconds of it. The first record of the log need not be the earliest one.",
    judge: async (answer, workbook) => {
      const times = (await loggedPoints(workbook)).map(({ time }) => time);
      const minutes = (Math.max(...times) - Math.min(...times)) / 60_000;
      const verdict = nearly(answer, minutes, 1e-6);
      if (verdict === true || nearly(answer, minutes * 60_000, 1e-6) !== true) return verdict;
      return "Those are milliseconds, and minutes are asked for.";
    },
  },
} satisfies Record<string, Exercise>;
