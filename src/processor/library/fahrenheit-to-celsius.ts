import { PlayheadError } from "../../errors";
import { requireField } from "./require-field";
import { defineProcessor, type InputRecord, type Processor, type StepResult } from "../processor";
import { fieldName } from "./options";

const FAHRENHEIT = "°F";
const CELSIUS = "°C";

/** Nothing has to be remembered. */
export type NoState = Record<string, never>;

export interface FahrenheitToCelsiusOptions<Field extends string> {
  /** The field that holds a temperature in °F; a number in every record. */
  field: Field;
}

/**
 * Converts a temperature: each record's value comes out with °C where `field` held °F, all else as it was, but that a
 * `unit` of "°F" becomes "°C". A record whose unit is "°C" already is a bad one: converted it would be wrong.
 *
 * t/°C = (t/°F − 32) × 5 / 9, exact by definition of the degree Fahrenheit (NIST SP 811, appendix B.8).
 *
 * @throws PlayheadError BAD_OPTION without the name of a field
 * @example
 * pipe(fahrenheitToCelsius({ field: "temperature" }), rollingAverage({ field: "temperature", count: 10 }))
 */
export function fahrenheitToCelsius<
  Field extends string,
  Value extends Record<Field, number> = Record<Field, number>,
>(options: FahrenheitToCelsiusOptions<Field>): Processor<NoState, Value, Value> {
  const field = fieldName("field", options.field);
  return defineProcessor<NoState, Value, Value, { field: Field }>({
    name: "fahrenheit-to-celsius",
    parameters: { field },
    initialState: {},
    parse: (json) => {
      requireField(json, field, "number");
      if ((json as { unit?: unknown }).unit === CELSIUS) throw alreadyConverted(field);
      return json as Value;
    },
    step,
  });
}

function step<Field extends string, Value extends Record<Field, number>>(
  state: NoState,
  { value }: InputRecord<Value>,
  { field }: { field: Field },
): StepResult<NoState, Value> {
  const converted = { ...value, [field]: ((value[field] - 32) * 5) / 9 };
  return [
    state,
    (value as { unit?: unknown }).unit === FAHRENHEIT ? { ...converted, unit: CELSIUS } : converted,
  ];
}

function alreadyConverted(field: string): PlayheadError {
  return new PlayheadError("BAD_RECORD", `The record's ${field} is in ${CELSIUS}, not in ${FAHRENHEIT}`, {
    remedy: 'read a topic of temperatures in one unit, or put such records aside (badRecords: "dead-letter")',
  });
}
