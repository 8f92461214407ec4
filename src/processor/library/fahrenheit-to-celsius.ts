import { requireField } from "./require-field";
import { defineProcessor, type InputRecord, type Processor, type StepResult } from "../processor";
import { fieldName } from "./options";

/** Nothing has to be remembered. */
export type NoState = Record<string, never>;

export interface FahrenheitToCelsiusOptions<Field extends string> {
  /** The field that holds a temperature in °F; a number in every record. */
  field: Field;
}

/**
 * Converts a temperature: each record's value comes out with °C where `field` held °F, all else as it was.
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
  return [state, { ...value, [field]: ((value[field] - 32) * 5) / 9 }];
}
