import type { Promotion } from "../../src/journal/journal";
import type { Run } from "../../src/processor/runs";

export function run(group: string, number: number, changes: Partial<Run> = {}): Run {
  const { sourceTopic = "raw" } = changes;
  return {
    id: `${group}:${sourceTopic}:${number}`,
    group,
    sourceTopic,
    outputTopic: "out",
    number,
    definition: { name: "sum", version: 1, parameters: {}, digest: "d" },
    partitions: 1,
    startedAt: number,
    ...changes,
  };
}

let count = 0;

export function promotion(
  from: Pick<Run, "id"> | null,
  to: Pick<Run, "id"> | null,
  automatic = false,
): Promotion {
  const ids = { id: `entry-${++count}`, from: from?.id ?? null, to: to?.id ?? null };
  return { type: "promotion", outputTopic: "out", at: count, client: "test", automatic, ...ids };
}
