import { inspect } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { JUPYTER_DISPLAY } from "../../src/view/mime";
import { playheadView, type PlayheadViewInput } from "../../src/view/tape";
import { parseSvg, texts } from "./svg-document";

const T0 = Date.UTC(2014, 8, 13, 7, 24);
const T1 = Date.UTC(2023, 2, 31, 16, 10);

function positions(
  offsets: (number | undefined)[],
  topic = "raw",
): PlayheadViewInput["groups"][0]["positions"] {
  return offsets.map((offset, partition) => ({ topic, partition, offset }));
}

function group(name: string, offsets: (number | undefined)[]): PlayheadViewInput["groups"][0] {
  return { group: name, state: "Empty", positions: positions(offsets) };
}

const one = {
  topic: "raw",
  partitions: [{ partition: 0, start: 0, end: 681, firstTime: T0, lastTime: T1, records: 681 }],
};

/** The rectangle of each label, as estimated where it was laid out. */
function labelBoxes(root: Element): { x: number; y: number; text: string }[] {
  return [...root.querySelectorAll(".position")].map((label) => ({
    x: Number(label.getAttribute("x")),
    y: Number(label.getAttribute("y")),
    text: label.textContent ?? "",
  }));
}

test("one group on one partition: current frame, all frames, frames left", () => {
  const view = playheadView({
    topics: [one],
    groups: [
      { ...group("distance_calculator", [166]), members: 1, runs: [{ topic: "raw", text: "run 7 (km)" }] },
    ],
  });
  expect(view.text).toBe(
    [
      "raw  1 partition · 681 records · 2014-09-13 07:24 – 2023-03-31 16:10 UTC",
      "",
      "distance_calculator  frame 166 of 681 · lag 515 · Empty · 1 member · run 7 (km)",
      "  p0  |==========>-----------------------------|  166/681  lag 515",
    ].join("\n"),
  );
  const root = parseSvg(view.svg);
  expect(texts(root, ".position")).toEqual(["166"]);
  expect(texts(root, ".offset").slice(0, 3)).toEqual(["0", "50", "100"]);
  expect(texts(root, ".offset").at(-1)).toBe("681");
  expect(texts(root, ".time")).toEqual(["2014-09-13 07:24 UTC", "2023-03-31 16:10 UTC"]);
  expect(root.textContent).toContain("frame 166 of 681 · lag 515 · Empty · 1 member");
  expect(root.textContent).toContain("run 7 (km)");
});

test("the playhead stands at its share of the tape", () => {
  const shareOf = (offset: number): number => {
    const root = parseSvg(playheadView({ topics: [one], groups: [group("a", [offset])] }).svg);
    const tape = root.querySelector("rect[rx='3']")!;
    const read = root.querySelector(".read");
    return read === null ? 0 : Number(read.getAttribute("width")) / Number(tape.getAttribute("width"));
  };
  expect(shareOf(0)).toBe(0);
  expect(shareOf(166)).toBeCloseTo(166 / 681, 3);
  expect(shareOf(681)).toBe(1);
});

test("groups at the same offset share a label and keep their own markers; near ones do not overlap", () => {
  const root = parseSvg(
    playheadView({ topics: [one], groups: [group("a", [300]), group("b", [300]), group("c", [302])] }).svg,
  );
  expect(texts(root, ".position").sort()).toEqual(["300", "302"]);
  const paths = [...root.querySelectorAll(".playhead .marker")];
  expect(paths).toHaveLength(3);
  expect(new Set(paths.map((path) => path.getAttribute("d"))).size).toBe(3);
  expect(new Set(paths.map((path) => path.getAttribute("fill"))).size).toBe(3);
  expect(new Set(paths.map((path) => path.getAttribute("transform"))).size).toBe(3);
  const [first, second] = labelBoxes(root);
  expect(Math.abs(first!.y - second!.y)).toBeGreaterThanOrEqual(12);
});

test("no two labels of a partition overlap, wherever the groups stand", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 681 }), { minLength: 2, maxLength: 8 }), (offsets) => {
      const groups = offsets.map((offset, index) => group(`g${index}`, [offset]));
      const boxes = labelBoxes(parseSvg(playheadView({ topics: [one], groups }).svg));
      for (const a of boxes) {
        for (const b of boxes) {
          if (a === b || a.y !== b.y || a.x > b.x) continue;
          expect(a.x + a.text.length * 7).toBeLessThan(b.x);
        }
      }
    }),
    { numRuns: 100 },
  );
});

test("not started, before the start, beyond the end, empty: each is said", () => {
  const view = playheadView({
    topics: [
      {
        topic: "raw",
        partitions: [
          { partition: 0, start: 100, end: 200 },
          { partition: 1, start: 0, end: 0 },
        ],
      },
    ],
    groups: [group("new", [undefined, undefined]), group("old", [20, 0]), group("gone", [900, undefined])],
  });
  const root = parseSvg(view.svg);
  const labels = texts(root, ".position");
  expect(labels).toContain("not started");
  expect(labels).toContain("20 (before the log's start)");
  expect(labels).toContain("900 (beyond the log's end)");
  expect(root.textContent).toContain("empty");
  expect(root.textContent).not.toMatch(/NaN|Infinity|undefined/);
  expect(view.text).toContain("new  not started · lag 100 · Empty");
  expect(view.text).toContain("old  frame 0 of 100 · lag 100");
  expect(view.text).toContain("gone  frame 100 of 100 · not started on 1 of 2 partitions · lag 0");
  expect(view.text).toMatch(/p1 {2}\|empty +\|/);
});

test("names are text, in the picture and on a terminal", () => {
  const name = `<img src=x onerror="alert(1)">`;
  const view = playheadView({
    topics: [{ ...one, topic: "raw" }],
    groups: [{ ...group(name, [1]), runs: [{ topic: "raw", text: "a\u001b[31m\u0000<script>" }] }],
  });
  const root = parseSvg(view.svg);
  expect(root.querySelector("img, script")).toBeNull();
  expect(root.textContent).toContain(name);
  expect(view.text).not.toContain("\u001b");
});

test("a hundred partitions: twelve are drawn, all are counted", () => {
  const partitions = Array.from({ length: 100 }, (_, partition) => ({ partition, start: 0, end: 1000 }));
  const offsets = partitions.map(({ partition }) => (partition === 57 ? 1 : 990));
  const view = playheadView({ topics: [{ topic: "raw", partitions }], groups: [group("a", offsets)] });
  const root = parseSvg(view.svg);
  expect(root.querySelectorAll(".playhead")).toHaveLength(12);
  expect(Number(root.getAttribute("height"))).toBeLessThan(1200);
  const drawn = texts(root, "text").join(" ");
  for (const words of [drawn, view.text]) {
    expect(words).toContain("frame 98,011 of 100,000 · lag 1,989");
    expect(words).toContain("88 more partitions not drawn");
    expect(words).toContain("furthest behind: a on p57, lag 999");
  }
});

test("everything stays inside of the picture, up to the largest offsets", () => {
  const end = Number.MAX_SAFE_INTEGER;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: end }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }),
      (last, shares) => {
        const groups = shares.map((share, index) => group(`g${index}`, [Math.floor(share * last)]));
        const view = playheadView({
          topics: [{ topic: "raw", partitions: [{ partition: 0, start: 0, end: last }] }],
          groups,
        });
        const root = parseSvg(view.svg);
        expect(root.textContent).not.toMatch(/NaN|Infinity|e\+/);
        for (const { x, text } of labelBoxes(root)) expect(x + 20 + text.length * 7).toBeLessThanOrEqual(760);
      },
    ),
    { numRuns: 100 },
  );
});

test("ticks do not touch each other", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), (end) => {
      const view = playheadView({
        topics: [{ topic: "raw", partitions: [{ partition: 0, start: 0, end }] }],
        groups: [group("a", [0])],
      });
      const xs = [...parseSvg(view.svg).querySelectorAll(".offset")].map((tick) => ({
        x: Number(tick.getAttribute("x")),
        text: tick.textContent ?? "",
      }));
      expect(xs.length).toBeGreaterThanOrEqual(2);
      for (let index = 1; index < xs.length; index++) {
        const widest = Math.max(xs[index]!.text.length, xs[index - 1]!.text.length);
        expect(Math.abs(xs[index]!.x - xs[index - 1]!.x)).toBeGreaterThan(widest * 7);
      }
    }),
    { numRuns: 100 },
  );
});

test("a window is drawn where it lies, its frames are counted within it, and only its part of the tape is a line", () => {
  const stretches = [{ partition: 0, start: 200, end: 400 }];
  const window = { from: Date.UTC(2014, 9, 1), to: Date.UTC(2014, 9, 3), stretches };
  const view = playheadView({
    topics: [one],
    groups: [
      group("all", [681]),
      { ...group("some", [250]), runs: [{ topic: "raw", text: "run 1", window }] },
      { ...group("none", [250]), runs: [{ topic: "other", text: "run 1", window }] },
    ],
  });
  expect(view.text).toContain(
    "some  window 2014-10-01 00:00 – 2014-10-03 00:00 UTC · frame 50 of 200 · lag 150 · Empty · run 1",
  );
  expect(view.text).toContain("  p0  |           ===>---------                |  250/681  lag 150");
  expect(view.text).toContain("none  frame 250 of 681 · lag 431 · Empty\n");
  const root = parseSvg(view.svg);
  const tape = root.querySelector("rect[rx='3']")!;
  const number = (element: Element, name: string): number => Number(element.getAttribute(name));
  const share = (element: Element): number[] => {
    const begin = (number(element, "x") - number(tape, "x")) / number(tape, "width");
    return [begin * 681, begin * 681 + (number(element, "width") / number(tape, "width")) * 681];
  };
  const drawn = [...root.querySelectorAll(".window")];
  expect(drawn).toHaveLength(1);
  expect(share(drawn[0]!).map(Math.round)).toEqual([200, 400]);
  const read = [...root.querySelectorAll(".read")].map((strip) => share(strip).map(Math.round));
  expect(read).toEqual([
    [0, 681],
    [200, 250],
    [0, 250],
  ]);
});

test("a window outside of the log, or without records, is still a picture", () => {
  fc.assert(
    fc.property(fc.nat(2000), fc.nat(2000), fc.nat(2000), (a, b, offset) => {
      const stretches = [{ partition: 0, start: Math.min(a, b), end: Math.max(a, b) }];
      const window = { from: T0, to: T1, stretches };
      const log = { partition: 0, start: 500, end: 1500 };
      const view = playheadView({
        topics: [{ topic: "raw", partitions: [log] }],
        groups: [{ ...group("some", [offset]), runs: [{ topic: "raw", text: "run 1", window }] }],
      });
      const root = parseSvg(view.svg);
      expect(root.textContent).not.toMatch(/NaN|Infinity/);
      const [, left = "", total = ""] = /frame ([\d,]+) of ([\d,]+) ·/.exec(view.text) ?? [];
      const overlap = Math.max(0, Math.min(Math.max(a, b), 1500) - Math.max(Math.min(a, b), 500));
      expect(Number(total.replace(",", ""))).toBe(overlap);
      expect(Number(left.replace(",", ""))).toBeLessThanOrEqual(overlap);
      for (const rectangle of root.querySelectorAll(".window")) {
        expect(Number(rectangle.getAttribute("x"))).toBeGreaterThanOrEqual(0);
        expect(Number(rectangle.getAttribute("width"))).toBeLessThanOrEqual(720);
      }
    }),
    { numRuns: 100 },
  );
});

test("no line of words is cut off or longer than the picture, whatever the groups are called and do", () => {
  const text =
    "run 12: my-own-processor-with-a-long-name 3 (kmPerHour 120, radiusMetres 50, minimumMs 300000, unit km)";
  const view = playheadView({
    topics: [one],
    groups: [{ ...group("a-group-whose-name-".repeat(5), [1]), runs: [{ topic: "raw", text }] }],
  });
  const root = parseSvg(view.svg);
  for (const word of text.split(" ")) expect(root.textContent).toContain(word);
  const shown = texts(root, "text");
  for (const [index, line] of [...root.querySelectorAll("text")].entries()) {
    const wide = 0.5 * Number(line.getAttribute("font-size")) * shown[index]!.length;
    if (line.getAttribute("text-anchor") === null) {
      expect(Number(line.getAttribute("x") ?? 0) + wide).toBeLessThan(760);
    }
  }
});

test("groups whose long names differ at the end only can be told from each other", () => {
  const name = "my-own-prefix-distance_calculator";
  const groups = [group(name, [1]), group(`${name}-window`, [2])];
  const root = parseSvg(playheadView({ topics: [one], groups }).svg);
  const shown = texts(root, "text");
  expect(shown).toContain(name);
  expect(shown).toContain(`${name}-window`);
});

test("how new it is stands in its corner and below its text", () => {
  const view = playheadView({ topics: [one], groups: [group("a", [1])], status: "● live" });
  expect(texts(parseSvg(view.svg), ".status")).toEqual(["● live"]);
  expect(view.text.split("\n").at(-1)).toBe("● live");
});

test("a topic without groups or partitions, and no topics at all", () => {
  const view = playheadView({ topics: [{ topic: "none", partitions: [] }], groups: [] });
  expect(parseSvg(view.svg).textContent).toContain("no consumer group has a place on this topic");
  expect(view.text).toContain("none  0 partitions · 0 offsets");
  expect(parseSvg(playheadView({ topics: [], groups: [] }).svg).tagName).toBe("svg");
});

test("in a cell it is SVG with text beside it, in a terminal text", () => {
  const view = playheadView({ topics: [one], groups: [group("a", [1])] });
  const { "text/html": html = "", ...rest } = view[JUPYTER_DISPLAY]();
  expect(rest).toEqual({ "text/plain": view.text, "image/svg+xml": view.svg });
  const [, source = ""] =
    /^<img src="data:image\/svg\+xml;base64,([^"]*)" alt="[^"<]*" style="max-width:100%;height:auto">$/.exec(
      html,
    ) ?? [];
  expect(Buffer.from(source, "base64").toString()).toBe(view.svg);
  expect(inspect(view)).toBe(view.text);
});
