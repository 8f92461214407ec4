/** In what readings are sent: degrees Celsius or Fahrenheit. */
export type TemperatureUnit = "C" | "F";

/** As the records name it. */
export const UNIT_TEXT = { C: "°C", F: "°F" } as const satisfies Record<TemperatureUnit, string>;

/**
 * A reading in a unit, from the thousandths of a degree Celsius in which the kernel tells it.
 *
 * t/°F = t/°C × 9/5 + 32, exact by definition of the degree Fahrenheit (NIST SP 811, appendix B.8). A whole number of
 * thousandths has at most four decimals in °F, so nothing is lost by rounding to them.
 *
 * @example
 * inUnit(21_562, "F"); // 70.8116
 */
export function inUnit(milliCelsius: number, unit: TemperatureUnit): number {
  return unit === "C" ? milliCelsius / 1000 : (milliCelsius * 18 + 320_000) / 10_000;
}
