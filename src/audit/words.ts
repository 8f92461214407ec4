import type { Algorithm } from "../distance/algorithms";

import { ALGORITHM_NAMES, HISTORIES } from "./lengths";
import type { Meaning } from "./verdict";

/** As many meanings of one number are named. */
const NAMED = 2;

/**
 * Meanings in words: `km, once (geodesic or geolib-precise)`; of several units or histories at most two, then how many more.
 */
export function meaningText(meanings: readonly Meaning[]): string {
  const algorithms = new Map<string, Algorithm[]>();
  for (const { unit, history, algorithm } of meanings) {
    const key = `${unit}, ${HISTORIES[history]}`;
    algorithms.set(key, [...(algorithms.get(key) ?? []), algorithm]);
  }
  const texts = [...algorithms].map(([key, names]) => `${key} (${inOrder(names).join(" or ")})`);
  const more = texts.length - NAMED;
  return [...texts.slice(0, NAMED), ...(more > 0 ? [`${more} more`] : [])].join("; or ");
}

function inOrder(algorithms: readonly Algorithm[]): Algorithm[] {
  return ALGORITHM_NAMES.filter((name) => algorithms.includes(name));
}

/** A relative difference: `+0.29 %`. */
export function percent(ratio: number): string {
  const share = (ratio - 1) * 100;
  return `${share < 0 ? "−" : "+"}${Number(Math.abs(share).toPrecision(3))} %`;
}
