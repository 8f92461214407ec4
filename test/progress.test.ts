import { expect, test, vi } from "vitest";
import { ProgressMeter, type Progress } from "../src/progress";

function metered(total: number | undefined): { meter: ProgressMeter; events: Progress[] } {
  const events: Progress[] = [];
  const meter = new ProgressMeter({ label: "ingest a.csv", unit: "rows", total }, (event) =>
    events.push(event),
  );
  return { meter, events };
}

test("reports at most five times a second, and always at the end", () => {
  vi.useFakeTimers();
  try {
    const { meter, events } = metered(1000);
    for (let i = 0; i < 100; i++) {
      vi.advanceTimersByTime(10);
      meter.advance(10);
    }
    expect(events).toHaveLength(5);
    meter.finish();
    expect(events.map(({ finished }) => finished)).toEqual([false, false, false, false, false, true]);
    expect(events.at(-1)).toMatchObject({ done: 1000, total: 1000, rate: 1000, etaMs: 0 });
    expect(events[0]).toMatchObject({ done: 200, rate: 1000, etaMs: 800 });
  } finally {
    vi.useRealTimers();
  }
});

test("without a total there is no time left to tell", () => {
  const { meter, events } = metered(undefined);
  meter.advance(3);
  meter.finish();
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({ done: 3, total: undefined, etaMs: undefined });
});

test("nothing done yet: no estimate instead of an endless one", () => {
  const { meter, events } = metered(10);
  meter.finish();
  expect(events[0]).toMatchObject({ done: 0, rate: 0, etaMs: undefined });
});
