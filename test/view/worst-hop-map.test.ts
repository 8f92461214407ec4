import { inspect } from "node:util";
import { expect, test } from "vitest";
import { worstHopMap, type MeasuredHop } from "../../src/view/worst-hop-map";
import { contrast, paints, PAGES } from "./contrast";
import { parseSvg, texts } from "./svg-document";

function hop(track_id: string, step: number, difference: number): MeasuredHop {
  return {
    track_id,
    ...{
      from_latitude: 50 + step * 0.001,
      from_longitude: 20,
      latitude: 50.001 + step * 0.001,
      longitude: 20,
    },
    ...{ algorithm: "haversine", metres: 111.2 + difference, reference: "geodesic", reference_metres: 111.2 },
    difference,
  };
}

const HOPS = [hop("1", 0, 0.01), hop("2", 0, 0.2), hop("2", 1, -0.3), hop("2", 2, 0.1), hop("1", 1, 0.01)];

test("the hop that differs most, either way, is named with both lengths, on its track and from close by", () => {
  const map = worstHopMap(HOPS);
  expect(inspect(map)).toBe(
    [
      "The worst hop of haversine beside geodesic",
      "track 2",
      "haversine 110.900 m",
      "geodesic 111.200 m",
      "0.300 m (0.27 %) too short",
    ].join("\n"),
  );
  const root = parseSvg(map.svg);
  expect(root.querySelectorAll("path.track")).toHaveLength(2);
  expect(root.querySelectorAll("path.hop")).toHaveLength(1);
  expect(texts(root, ".scale-text")).toHaveLength(2);
  expect(root.textContent).toContain("haversine 110.900 m · geodesic 111.200 m · 0.300 m (0.27 %) too short");
});

test("where they agree everywhere it says so; differences that are nothing but rounding are micrometres", () => {
  expect(worstHopMap([hop("1", 0, 0)]).text).toContain("equal");
  expect(worstHopMap([hop("1", 0, 1e-9)]).text).toContain("0.001 µm");
});

test("a hop that goes nowhere, and one over the date line", () => {
  const still = { ...hop("1", 0, 0.5), latitude: 50, reference_metres: 0, metres: 0.5 };
  const over = { ...hop("1", 0, 0.5), from_longitude: 179.9995, longitude: -179.9995 };
  for (const one of [still, over]) {
    const map = worstHopMap([one]);
    parseSvg(map.svg);
    expect(map.svg + map.text).not.toMatch(/NaN|Infinity/);
    expect(map.text).toContain("too long");
  }
  expect(texts(parseSvg(worstHopMap([over]).svg), ".scale-text")[0]).toMatch(/ m$/);
});

test("names are text, and without hops there is nothing to see", () => {
  const name = `<img src=x onerror="alert(1)">`;
  const root = parseSvg(worstHopMap([{ ...hop(name, 0, 1), algorithm: "<b>" }]).svg);
  expect(root.querySelector("img, b")).toBeNull();
  expect(parseSvg(worstHopMap([]).svg).textContent).toContain("no tracks");
});

test("all of it is seen on a white page and on a dark one", () => {
  for (const page of PAGES) {
    for (const paint of paints(parseSvg(worstHopMap(HOPS).svg))) {
      expect(contrast(paint, page)).toBeGreaterThanOrEqual(3);
    }
  }
});
