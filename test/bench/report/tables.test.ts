import { expect, test } from "vitest";
import type { Measurement } from "../../../bench/measure/contestant";
import { contestantRows, contestantsText, limitsText } from "../../../bench/report/tables";

const contestants = [
  { name: "a", title: "A", guarantee: "exactly once" as const },
  { name: "b", title: "B", guarantee: "at least once" as const },
];

function measured(contestant: string, round: number, rate: number, wrong?: string): Measurement {
  const more = { seconds: 1, processSeconds: 2.5, cpuSeconds: 3.25, peakBytes: 123_400_000, records: 10 };
  const answer = { outputs: 10, digest: "", ...(wrong === undefined ? {} : { wrong }) };
  return { contestant, round, rate, partitions: 4, ...more, ...answer };
}

test("rounds are put together by their median, in the order of the contestants", () => {
  const rows = contestantRows(contestants, [
    ...[measured("b", 1, 500), measured("a", 1, 3000), measured("b", 2, 700), measured("a", 2, 1000)],
    ...[measured("a", 3, 2000), measured("b", 3, 600, "9 outputs of 10 inputs")],
  ]);
  expect(contestantsText(rows)).toBe(
    [
      "PARTITIONS  CONTESTANT  GUARANTEE      MSG/S      MIN–MAX  CPU (s)  MEMORY (MB)  PROCESS (s)  ANSWER",
      "         4  A           exactly once   2,000  1,000–3,000      3.3          123          2.5  right",
      "         4  B           at least once    600      500–700      3.3          123          2.5  9 outputs of 10 inputs",
    ].join("\n"),
  );
});

test("what the machine allows is told for each number of partitions", () => {
  const text = limitsText([
    { partitions: 1, round: 1, read: 100, fetch: 200, write: 300 },
    { partitions: 4, round: 1, read: 400, fetch: 500, write: 600 },
  ]);
  expect(text.split("\n").map((line) => line.trim().split(/\s+/).at(-2))).toEqual([
    ...["MSG/S", "100", "200", "300", "400", "500", "600"],
  ]);
});
