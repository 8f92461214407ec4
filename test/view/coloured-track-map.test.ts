import { expect, test } from "vitest";
import { colouredTrackMap } from "../../src/view/coloured-track-map";
import { NEUTRAL } from "../../src/view/palette";
import { contrast } from "./contrast";
import { parseSvg, texts } from "./svg-document";

/** A track to the north, a hop for each value; the first point has none. */
function track(track_id: string, values: readonly unknown[], longitude = 20) {
  return [undefined, ...values].map((speed, index) => ({
    track_id,
    latitude: 50 + index * 0.002,
    longitude,
    ...(speed === undefined ? {} : { speed }),
  }));
}

const OPTIONS = { value: "speed", unit: "km/h" } as const;

function hops(root: Element): string[] {
  return [...root.querySelectorAll("path.hop")].map((path) => path.getAttribute("stroke") ?? "");
}

test("each hop has the colour of the value at its end, on one scale for all tracks; the legend names it and its unit", () => {
  const map = colouredTrackMap([...track("a", [0, 100, 50]), ...track("b", [50], 20.01)], OPTIONS);
  const root = parseSvg(map.svg);
  const [slow, fast, middle, same] = hops(root);
  expect(slow).toBe("#440154");
  expect(fast).toBe("#addc30");
  expect(same).toBe(middle);
  expect(texts(root, ".value")).toEqual(["0", "25", "50", "75", "100"]);
  expect(texts(root, "text")).toEqual(
    expect.arrayContaining(["speed at 6 points", "speed (km/h)", "a", "b", "start", "end"]),
  );
  expect(map.text).toBe(
    [
      "speed at 6 points",
      "TRACK  POINTS  SMALLEST speed (km/h)  LARGEST speed (km/h)",
      "a           4                      0                   100",
      "b           2                     50                    50",
    ].join("\n"),
  );
});

test("from dark to light: lightness rises along the scale, which is what any eye sees", () => {
  const values = Array.from({ length: 20 }, (_, index) => index);
  const luminance = (paint: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((from) => Number.parseInt(paint.slice(from, from + 2), 16));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = hops(parseSvg(colouredTrackMap(track("a", values), OPTIONS).svg)).map(luminance);
  expect(found).toHaveLength(20);
  expect(found).toEqual([...found].sort((a, b) => a - b));
});

test("a hop without a number is grey, and no number at all is said", () => {
  const root = parseSvg(colouredTrackMap(track("a", [1, "fast", NaN, 2]), OPTIONS).svg);
  expect(hops(root)).toEqual(["#440154", NEUTRAL, "#addc30"]);
  const none = colouredTrackMap(track("a", ["fast"]), OPTIONS);
  expect(parseSvg(none.svg).textContent).toContain("no values");
  expect(none.svg + none.text).not.toMatch(/NaN|Infinity/);
});

test("all of one value: one colour, one number", () => {
  const root = parseSvg(colouredTrackMap(track("a", [7, 7, 7]), OPTIONS).svg);
  expect(hops(root)).toHaveLength(1);
  expect(texts(root, ".value")).toEqual(["7"]);
});

test("many points: no more than can be seen, and the most extreme one of those is", () => {
  const dense = Array.from({ length: 100_000 }, (_, index) => ({
    ...{ track_id: "1", latitude: 50 + index * 1e-7, longitude: 20 },
    speed: index === 50_000 ? -9 : 1,
  }));
  const map = colouredTrackMap(dense, OPTIONS);
  expect(map.svg.length).toBeLessThan(60_000);
  expect(hops(parseSvg(map.svg))).toContain("#440154");
});

test("tracks far from each other have panels", () => {
  const root = parseSvg(colouredTrackMap([...track("a", [1, 2]), ...track("b", [1], 120)], OPTIONS).svg);
  expect(root.querySelectorAll(".scale")).toHaveLength(2);
  expect(root.textContent).toContain("each panel has a scale of its own");
});

test("names, titles and units are text; without points there is nothing to see", () => {
  const name = `<img src=x onerror="alert(1)">`;
  const map = colouredTrackMap(track(name, [1]), {
    value: "speed",
    unit: "<b>",
    title: "<script>\u001b[31m",
  });
  const root = parseSvg(map.svg);
  expect(root.querySelector("img, script, b")).toBeNull();
  expect(root.textContent).toContain("speed (<b>)");
  expect(map.text).not.toContain("\u001b");
  expect(parseSvg(colouredTrackMap([], OPTIONS).svg).textContent).toContain("no tracks");
});

test("colours of the scale that vanish on a page have an edge that does not; names stand on plates", () => {
  const root = parseSvg(
    colouredTrackMap([...track("a", [1, 2]), ...track("b", [3], 20.001)], { value: "speed", unit: "m/s" })
      .svg,
  );
  const [edge, hop] = root.querySelectorAll("g.track > path");
  expect(edge!.getAttribute("stroke")).toBe(NEUTRAL);
  const width = (path: Element | undefined): number => Number(path!.getAttribute("stroke-width"));
  expect(width(edge)).toBeGreaterThanOrEqual(width(hop) + 2);
  const names = [...root.querySelectorAll("text.name")];
  expect(names).toHaveLength(2);
  for (const name of names) {
    const plate = name.previousElementSibling!.getAttribute("fill")!;
    expect(contrast(name.getAttribute("fill")!, plate)).toBeGreaterThan(4);
  }
});
