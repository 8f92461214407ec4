import { expect, test } from "vitest";
import { cellProgress } from "../../src/notebook/progress";
import type { Progress } from "../../src/progress";
import { recordingHook } from "./hook";

const long: Progress = {
  label: "ingest",
  done: 250,
  total: 1000,
  unit: "rows",
  rate: 100,
  etaMs: 7500,
  finished: false,
};
const long2 = { ...long, done: 500, etaMs: 5000 };
const ended = { ...long, done: 1000, etaMs: 0, finished: true };
const short: Progress = { ...long, done: 1000, rate: 10_000, etaMs: 0, finished: true };

function terminal(
  isTTY: boolean,
  columns = 80,
): { written: string[]; stream: Parameters<typeof cellProgress>[0] } {
  const written: string[] = [];
  const stream = { isTTY, columns, write: (text: string) => written.push(text) };
  return { written, stream: { hook: undefined, stream } };
}

test("in a cell one line per step, replaced in place until it is done", () => {
  const { hook, shown } = recordingHook();
  const progress = cellProgress({ hook, stream: { write: () => expect.unreachable() } });
  for (const event of [long, { ...long, label: "other" }, long2, ended]) progress(event);
  const ids = shown.map((output) => output.displayId);
  expect(shown.map((output) => output.update)).toEqual([false, false, true, true]);
  expect(ids[2]).toBe(ids[0]);
  expect(ids[3]).toBe(ids[0]);
  expect(ids[1]).not.toBe(ids[0]);
  expect(shown[3]!.bundle["text/plain"]).toBe("ingest  1,000 rows in 10 s, 100 rows/s");
});

test("a second step of the same name has a line of its own", () => {
  const { hook, shown } = recordingHook();
  const progress = cellProgress({ hook, stream: { write: () => true } });
  for (const event of [ended, ended]) progress(event);
  expect(shown.map((output) => output.update)).toEqual([false, false]);
  expect(shown[0]!.displayId).not.toBe(shown[1]!.displayId);
});

test("a short step is not shown, neither its first event nor its last", () => {
  const { hook, shown } = recordingHook();
  cellProgress({ hook, stream: { write: () => true } })({ ...short, finished: false, done: 500, etaMs: 50 });
  cellProgress({ hook, stream: { write: () => true } })(short);
  expect(shown).toEqual([]);
  const tty = terminal(true);
  cellProgress(tty.stream)(short);
  expect(tty.written).toEqual([]);
});

test("a label is text in the cell", () => {
  const { hook, shown } = recordingHook();
  cellProgress({ hook, stream: { write: () => true } })({ ...long, label: "<img onerror=x>" });
  expect(shown[0]!.bundle["text/html"]).toContain("&lt;img onerror=x&gt;");
  expect(shown[0]!.bundle["text/html"]).not.toContain("<img");
});

test("a terminal's line is rewritten, fits, and stays when the step has ended", () => {
  const { written, stream } = terminal(true, 30);
  const progress = cellProgress(stream);
  for (const event of [long, ended]) progress(event);
  expect(written).toEqual([
    "\r\u001b[2Kingest  [====>---------------",
    "\r\u001b[2Kingest  1,000 rows in 10 s, 1\n",
  ]);
});

test("a file gets no progress lines", () => {
  const { written, stream } = terminal(false);
  const progress = cellProgress(stream);
  for (const event of [long, ended]) progress(event);
  expect(written).toEqual([]);
});

test("what follows and has caught up is not told below whichever cell runs; what lags behind is", () => {
  const { hook, shown } = recordingHook();
  const progress = cellProgress({ hook, stream: { write: () => true } });
  const following = { ...long, total: undefined, etaMs: undefined, done: 5000 };
  progress({ ...following, lag: 0 });
  expect(shown).toEqual([]);
  progress({ ...following, lag: 12 });
  expect(shown).toHaveLength(1);
});
