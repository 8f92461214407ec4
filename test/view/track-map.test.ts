import { inspect } from "node:util";
import { expect, test } from "vitest";
import { trackMap } from "../../src/view/track-map";
import { trackMapFigure } from "../../src/view/track-map-figure";
import { contrast, paints, PAGES } from "./contrast";
import { parseSvg, texts } from "./svg-document";

const at = (track_id: string, latitude: number, longitude: number) => ({ track_id, latitude, longitude });

/** A square of 0.01 degrees. */
function square(track_id: string, latitude: number, longitude: number): ReturnType<typeof at>[] {
  const corners = [
    [0, 0],
    [0, 0.01],
    [0.01, 0.01],
    [0.01, 0],
  ] as const;
  return corners.map(([north, east]) => at(track_id, latitude + north, longitude + east));
}

/** The numbers of each track's path. */
function paths(root: Element): { x: number; y: number }[][] {
  return [...root.querySelectorAll("path.track")].map((path) =>
    [...(path.getAttribute("d") ?? "").matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)].map(([, x, y]) => ({
      x: Number(x),
      y: Number(y),
    })),
  );
}

test("tracks near each other: one map, each with start, end and its name in the legend", () => {
  const map = trackMap([...square("a", 50, 20), ...square("b", 50.02, 20)]);
  const root = parseSvg(map.svg);
  expect(root.querySelectorAll("path.track, circle.start, circle.end")).toHaveLength(6);
  expect(root.querySelectorAll(".scale")).toHaveLength(1);
  expect(texts(root, "text")).toEqual(
    expect.arrayContaining(["a", "b", "2 tracks, 8 points", "start", "end"]),
  );
  const [a] = paths(root);
  expect(a![1]!.x).toBeGreaterThan(a![0]!.x); // east is right
  expect(a![2]!.y).toBeLessThan(a![1]!.y); // north is up
  const shape = (a![1]!.x - a![0]!.x) / (a![1]!.y - a![2]!.y);
  expect(shape).toBeCloseTo(Math.cos((50.015 * Math.PI) / 180), 2);
});

test("the scale bar is as long as it says", () => {
  const root = parseSvg(trackMap(square("a", 0, 20)).svg);
  const [line] = paths(root);
  const pixelsPerKilometre = (line![1]!.x - line![0]!.x) / (0.01 * 111.195);
  const length = Number(/h([\d.]+)/.exec(root.querySelector(".scale")!.getAttribute("d")!)![1]);
  const [label] = texts(root, ".scale-text");
  const [, number, unit] = /^([\d.,]+) (k?m)$/.exec(label!)!;
  expect(length / pixelsPerKilometre).toBeCloseTo(Number(number) / (unit === "km" ? 1 : 1000), 2);
});

test("tracks far from each other: a panel for each, with its own scale, in its own shape", () => {
  const root = parseSvg(trackMap([...square("south", -10, -37), ...square("north", 60, 20)]).svg);
  expect(root.querySelectorAll(".scale")).toHaveLength(2);
  expect(root.textContent).toContain("each panel has a scale of its own");
  expect(root.textContent).toContain("south · 4 points");
  const [south, north] = paths(root);
  for (const [line, latitude] of [
    [south, -10],
    [north, 60],
  ] as const) {
    const shape = (line![1]!.x - line![0]!.x) / (line![1]!.y - line![2]!.y);
    expect(shape).toBeCloseTo(Math.cos((latitude * Math.PI) / 180), 2);
    expect(
      Math.max(...line!.map((point) => point.y)) - Math.min(...line!.map((point) => point.y)),
    ).toBeGreaterThan(80);
  }
});

test("a track of one point is to be seen; points that do not move are one place", () => {
  for (const points of [[at("1", 5, 6)], [at("1", 5, 6), at("1", 5, 6)]]) {
    const root = parseSvg(trackMap(points).svg);
    expect(root.querySelectorAll("circle.start")).toHaveLength(1);
    expect(root.querySelectorAll("circle.end")).toHaveLength(1);
    expect(trackMap(points).svg).not.toMatch(/NaN|Infinity/);
  }
});

test("many tracks: sixteen are named, the rest counted; many points: no more than can be seen", () => {
  const many = Array.from({ length: 40 }, (_, index) => square(`t${index}`, 50 + index * 0.002, 20)).flat();
  const root = parseSvg(trackMap(many).svg);
  expect(root.querySelectorAll("path.track")).toHaveLength(40);
  expect(texts(root, "text").filter((text) => /^t\d+$/.test(text))).toHaveLength(16);
  expect(root.textContent).toContain("24 more not named");
  const dense = Array.from({ length: 100_000 }, (_, index) => at("1", 50 + index * 1e-7, 20));
  expect(trackMap(dense).svg.length).toBeLessThan(30_000);
});

test("names are text", () => {
  const name = `<img src=x onerror="alert(1)">`;
  const map = trackMap([at(name, 1, 1)], { title: "<script>\u001b[31m" });
  const root = parseSvg(map.svg);
  expect(root.querySelector("img, script")).toBeNull();
  expect(root.textContent).toContain(name);
  expect(map.text).not.toContain("\u001b");
});

test("in words: how large each track is", () => {
  const map = trackMap([...square("7", 0, 20), at("8", 0, 20)]);
  expect(inspect(map)).toBe(
    [
      "2 tracks, 5 points",
      "TRACK  POINTS  WIDE (km)  HIGH (km)",
      "7           4       1.11       1.11",
      "8           1       0.00       0.00",
    ].join("\n"),
  );
});

test("no tracks", () => {
  expect(parseSvg(trackMap([]).svg).textContent).toContain("no tracks");
  expect(trackMap([]).text).toContain("no tracks");
});

test("as a chart: kilometres on both axes at one scale, a dot for a track of one point", () => {
  const { data, layout } = trackMapFigure([...square("7", 0, 20), at("<b>", 0, 20)]).toJSON();
  expect(data).toMatchObject([
    { name: "7", mode: "lines" },
    { name: "&lt;b&gt;", mode: "markers" },
  ]);
  expect(layout.yaxis).toMatchObject({ scaleanchor: "x", title: { text: "north of the middle (km)" } });
});

test("all of it is seen on a white page and on a dark one", () => {
  const tracks = Array.from({ length: 7 }, (_, index) => square(`${index}`, 50 + index / 50, 20));
  for (const page of PAGES) {
    for (const paint of paints(parseSvg(trackMap(tracks.flat()).svg))) {
      expect(contrast(paint, page)).toBeGreaterThanOrEqual(3);
    }
  }
});
