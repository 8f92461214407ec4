import type { Exercise } from "./exercise";
import { nearly } from "./exercise";

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
} satisfies Record<string, Exercise>;
