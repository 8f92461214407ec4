import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ProgressLines } from "../../setup/progress.mjs";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Runs two steps side by side, of 1 s and of 4 s, and returns all that was written. */
async function watch(isTTY: boolean): Promise<string[]> {
  const said: string[] = [];
  const progress = new ProgressLines({ isTTY, write: (text: unknown) => said.push(String(text)) > 0 });
  const lasting = (ms: number) => () => new Promise((resolve) => setTimeout(resolve, ms));
  const both = Promise.all([
    progress.during("Java", lasting(1_000)),
    progress.during("Python", lasting(4_000)),
  ]);
  await vi.advanceTimersByTimeAsync(4_000);
  await both;
  return said;
}

test("in a log: a line a step, and a sign of life of one that takes longer than two seconds", async () => {
  expect(await watch(false)).toEqual([
    expect.stringMatching(/^Java +1\.0 s\n$/),
    "Python … 2 s\n",
    expect.stringMatching(/^Python +4\.0 s\n$/),
  ]);
});

test("in a terminal the elapsed seconds count up in place", async () => {
  const said = await watch(true);
  expect(said.filter((text) => text.includes("…"))).toEqual([
    "\r\x1b[2KPython … 2 s",
    "\r\x1b[2KPython … 3 s",
  ]);
  expect(said.at(-1)).toMatch(/^\r\x1b\[2KPython +4\.0 s\n$/);
});

test("a step that failed has no line of success, and nothing ticks on", async () => {
  const said: string[] = [];
  const progress = new ProgressLines({ isTTY: false, write: (text: unknown) => said.push(String(text)) > 0 });
  await expect(progress.during("Kafka", () => Promise.reject(new Error("refused")))).rejects.toThrow(
    "refused",
  );
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said).toEqual([]);
});
