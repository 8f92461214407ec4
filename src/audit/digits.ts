/** A decimal number as people and programs write it. */
const DECIMAL = /^[+-]?(?:\d+\.?(\d*)|\.(\d+))(?:e([+-]?\d+))?$/i;

/** More than these a number of JavaScript has only where it is very small. */
const MOST_DECIMALS = 20;

/**
 * Half a unit in the last digit of a number as it is written: how far the number that was rounded to it may be off.
 * Undefined where the text is no decimal number.
 *
 * @example
 * roundingOf("7.62"); // 0.005
 * roundingOf("1.5e3"); // 50
 */
export function roundingOf(text: string): number | undefined {
  const match = DECIMAL.exec(text.trim());
  if (match === null) return undefined;
  const [, behind, alone, exponent = "0"] = match;
  const decimals = (behind ?? alone ?? "").length - Number(exponent);
  return 0.5 * 10 ** -decimals;
}

/**
 * Numbers as text, for the digits that they were written with. A number that is whole has lost them: it is given those
 * of the number with the most, so that the 0 of a column of exact numbers is an exact one.
 *
 * @example
 * writtenNumbers([0, 7.62, "5"]); // ["0.00", "7.62", "5"]
 */
export function writtenNumbers(values: readonly (number | string)[]): string[] {
  const decimals = values.map((value) =>
    typeof value === "number" ? -Math.log10(2 * (roundingOf(String(value)) ?? 0.5)) : 0,
  );
  const most = Math.min(Math.max(0, ...decimals.map(Math.round)), MOST_DECIMALS);
  return values.map((value) => (Number.isInteger(value) ? Number(value).toFixed(most) : String(value)));
}

/** How many digits a number is written with, leading zeros not counted. */
export function digitsOf(text: string): number {
  const [mantissa = ""] = text.trim().toLowerCase().split("e");
  return mantissa.replace(/[^\d]/g, "").replace(/^0+/, "").length;
}
