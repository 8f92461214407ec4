import { metresPer } from "../distance/units";

/** What a unit measures, and how a number of it becomes one of the base unit: `(number + offset) * factor`. */
export interface Measure {
  quantity: string;
  factor: number;
  offset: number;
}

const HOUR = 3600;

/**
 * The units that can be converted into each other. Base units: metre, metre per second, kelvin (so that a relative
 * tolerance means something at 0 °C).
 *
 * T/K = t/°C + 273.15 = (t/°F + 459.67) × 5/9 (NIST SP 811, appendix B.8).
 */
const MEASURES: Readonly<Record<string, Measure>> = {
  m: { quantity: "length", factor: metresPer("m"), offset: 0 },
  km: { quantity: "length", factor: metresPer("km"), offset: 0 },
  mi: { quantity: "length", factor: metresPer("mi"), offset: 0 },
  "m/s": { quantity: "speed", factor: metresPer("m"), offset: 0 },
  "km/h": { quantity: "speed", factor: metresPer("km") / HOUR, offset: 0 },
  "mi/h": { quantity: "speed", factor: metresPer("mi") / HOUR, offset: 0 },
  "°C": { quantity: "temperature", factor: 1, offset: 273.15 },
  "°F": { quantity: "temperature", factor: 5 / 9, offset: 459.67 },
};

/** A unit's measure. One that is not known, or none (""), is a quantity of its own, that only equals itself. */
export function measureOf(unit: string): Measure {
  return (
    (Object.hasOwn(MEASURES, unit) ? MEASURES[unit] : undefined) ?? {
      quantity: `unit ${unit}`,
      factor: 1,
      offset: 0,
    }
  );
}

/** The number `value`, of the SQL expressions' unit, as one of the base unit. */
export function baseSql(unit: string, value: string): string {
  return caseOf(unit, ({ factor, offset }) => `(${value} + ${offset}) * ${factor}::DOUBLE`, value);
}

/** What a unit measures, as SQL. */
export function quantitySql(unit: string): string {
  return caseOf(unit, ({ quantity }) => `'${quantity}'`, `'unit ' || ${unit}`);
}

function caseOf(unit: string, then: (measure: Measure) => string, otherwise: string): string {
  const cases = Object.entries(MEASURES).map(([name, measure]) => `WHEN '${name}' THEN ${then(measure)}`);
  return `CASE ${unit} ${cases.join(" ")} ELSE ${otherwise} END`;
}
