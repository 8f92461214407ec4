/** What can be wrong with a reading, each with what it means. */
export const PROBLEMS = {
  lost: "the sensor is gone: its file can't be read",
  crc: "the checksum (CRC) of what the sensor has sent is wrong",
  silent: "the sensor has not answered: all bytes are zero",
  range: "the value is beyond what the sensor can measure, −55 to 125 °C",
  format: "the file is not written as the kernel writes it",
  "power-on": "85 °C is what the sensor holds until it has measured",
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** What a `w1_slave` file says: a temperature in thousandths of a degree Celsius, or why there is none. */
export type FileReading = { milliCelsius: number } | { problem: ProblemCode };

/** What a DS18B20 can measure, in thousandths of a degree Celsius (its datasheet's first page). */
const MEASURABLE = { from: -55_000, to: 125_000 } as const;

const BYTES = /^(?:[0-9a-f]{2} ){9}/;
const FIRST_LINE = /: crc=[0-9a-f]{2} (YES|NO)$/;
const SECOND_LINE = / t=(-?\d{1,7})$/;
const ALL_ZERO = /^(?:00 ){9}/;

/**
 * Reads what Linux' driver for the DS18B20 (`w1_therm`) writes into `w1_slave`: two lines, each with the nine bytes of
 * the sensor's memory; behind those of the first the checksum and whether it fits, behind those of the second the
 * temperature (https://docs.kernel.org/w1/slaves/w1_therm.html).
 *
 * A bus that is pulled to ground reads as nothing but zeros, whose checksum is zero, too: it "fits", and 0 °C would
 * come of it. A sensor's own memory is never all zero: its sixth byte is always ff (datasheet, figure 9).
 *
 * @example
 * parseW1Slave("59 01 4b 46 7f ff 07 10 ac : crc=ac YES\n59 01 4b 46 7f ff 07 10 ac t=21562\n"); // { milliCelsius: 21562 }
 */
export function parseW1Slave(text: string): FileReading {
  const [first = "", second = "", ...rest] = text.replace(/\n$/, "").split("\n");
  const answer = FIRST_LINE.exec(first)?.[1];
  const digits = SECOND_LINE.exec(second)?.[1];
  if (!BYTES.test(first) || !BYTES.test(second) || rest.length > 0 || answer === undefined)
    return { problem: "format" };
  if (answer === "NO") return { problem: "crc" };
  if (digits === undefined) return { problem: "format" };
  if (ALL_ZERO.test(first)) return { problem: "silent" };
  const milliCelsius = Number(digits);
  const measurable = milliCelsius >= MEASURABLE.from && milliCelsius <= MEASURABLE.to;
  return measurable ? { milliCelsius: milliCelsius + 0 } : { problem: "range" };
}
