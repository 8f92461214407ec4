import { quoted } from "./csv-errors";
import { coordinateProblem } from "./track-point";

/** A decimal number as people and programs write it. No "NaN", "Infinity" or "0x10", which Number() would take. */
export const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Degrees, or what is wrong with the text, in words. Spaces around it don't count.
 *
 * @example
 * readCoordinate("latitude", " -10.9 "); // -10.9
 * readCoordinate("latitude", "91"); // "latitude 91 is not within -90…90 degrees"
 */
export function readCoordinate(column: "latitude" | "longitude", field: string): number | string {
  const text = field.trim();
  if (text === "") return `${column} is empty`;
  if (!DECIMAL.test(text)) return `${column} ${quoted(text)} is not a decimal number`;
  const degrees = Number(text);
  return coordinateProblem(column, degrees) ?? degrees;
}
