import { UNITS, type Unit } from "../distance/units";

const WORDS: Readonly<Record<string, Unit>> = {
  ...{ mile: "mi", miles: "mi" },
  ...{ kilometre: "km", kilometres: "km", kilometer: "km", kilometers: "km" },
  ...{ metre: "m", metres: "m", meter: "m", meters: "m" },
};

/**
 * The unit that a table names, by its sign or in a word; undefined where it is none that is known.
 *
 * @example
 * claimedUnit("Miles"); // "mi"
 */
export function claimedUnit(text: string): Unit | undefined {
  const word = text.trim().toLowerCase();
  if (Object.hasOwn(UNITS, word)) return word as Unit;
  return Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
}
