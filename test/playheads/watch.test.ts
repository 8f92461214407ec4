import { inspect } from "node:util";
import { expect, test } from "vitest";
import { PlayheadError } from "../../src/errors";
import { PlayheadsWatch } from "../../src/playheads/watch";
import { JUPYTER_DISPLAY } from "../../src/view/mime";
import type { PlayheadViewInput } from "../../src/view/tape";
import { until } from "../fixtures/until";

/** A log of 100 records with a group at an offset that can be moved, and what was shown of it. */
function scene() {
  const shown: { text: string; at: number }[] = [];
  const state = { offset: 0, reads: 0, failure: undefined as Error | undefined };
  const read = (): Promise<PlayheadViewInput> => {
    state.reads++;
    if (state.failure !== undefined) return Promise.reject(state.failure);
    return Promise.resolve({
      topics: [{ topic: "raw", partitions: [{ partition: 0, start: 0, end: 100 }] }],
      groups: [
        {
          group: "reader",
          state: "Stable",
          positions: [{ topic: "raw", partition: 0, offset: state.offset }],
        },
      ],
    });
  };
  const onView = ({ text }: { text: string }): void => void shown.push({ text, at: performance.now() });
  return { shown, state, read, onView };
}

test("drawn at once, again when something has changed, not otherwise, at most four times a second", async () => {
  const { shown, state, read, onView } = scene();
  const watch = await PlayheadsWatch.begin(read, { onView });
  expect(shown).toHaveLength(1);
  expect(shown[0]?.text).toContain("frame 0 of 100");
  const reads = state.reads;
  await until("it has looked again twice", () => state.reads >= reads + 2);
  expect(shown).toHaveLength(1);
  const moving = setInterval(() => state.offset++, 5);
  await until("it has been drawn three more times", () => shown.length >= 4);
  clearInterval(moving);
  for (let n = 2; n < shown.length; n++) {
    // Timers may be early by a millisecond.
    expect(shown[n]!.at - shown[n - 1]!.at).toBeGreaterThanOrEqual(249);
  }
  await watch.stop();
});

test("after stop() the last picture shows where the groups are now, and says so; nothing is read any more", async () => {
  const { shown, state, read, onView } = scene();
  const watch = await PlayheadsWatch.begin(read, { onView });
  expect(watch.view.text).toContain("live");
  state.offset = 77;
  await watch.stop();
  const { view } = watch;
  expect(view.text).toContain("frame 77 of 100");
  expect(view.text).toMatch(/as of \d\d:\d\d:\d\d UTC/);
  expect(view.text).not.toContain("live");
  expect(shown.at(-1)?.text).toBe(view.text);
  const { reads } = state;
  await watch.stop();
  await watch.done;
  expect(state.reads).toBe(reads);
});

test("a signal ends it, and one that was aborted before leaves one picture that is not live", async () => {
  const { shown, read, onView } = scene();
  const controller = new AbortController();
  const watch = await PlayheadsWatch.begin(read, { onView, signal: controller.signal });
  controller.abort();
  await watch.done;
  expect(shown.at(-1)?.text).toContain("as of");
  const late = await PlayheadsWatch.begin(read, { onView, signal: controller.signal });
  await late.done;
  expect(late.view.text).not.toContain("live");
});

test("a broker that is away for a moment is waited for; another error ends it, and the picture says until when it was right", async () => {
  const { shown, state, read, onView } = scene();
  const watch = await PlayheadsWatch.begin(read, { onView });
  state.failure = new PlayheadError("BROKER_UNREACHABLE", "away");
  const { reads } = state;
  await until("it has looked in vain", () => state.reads > reads + 1);
  state.failure = undefined;
  state.offset = 5;
  await until("it has seen the group again", () => shown.at(-1)!.text.includes("frame 5 of 100"));
  state.failure = new PlayheadError("TOPIC_NOT_FOUND", "gone");
  await expect(watch.done).rejects.toThrow("gone");
  expect(shown.at(-1)?.text).toContain("as of");
});

test("what can't be read at the beginning is the caller's error", async () => {
  const { shown, state, read, onView } = scene();
  state.failure = new PlayheadError("TOPIC_NOT_FOUND", "no such topic");
  await expect(PlayheadsWatch.begin(read, { onView })).rejects.toThrow("no such topic");
  expect(shown).toEqual([]);
});

test("as the last value of a cell it is a line of text: its picture is there already", async () => {
  const { read } = scene();
  const watch = await PlayheadsWatch.begin(read, {});
  await watch.stop();
  expect(watch[JUPYTER_DISPLAY]()["text/plain"]).toBe(inspect(watch));
  expect(inspect(watch)).toContain("stop()");
});
