import fc from "fast-check";
import { expect, test } from "vitest";
import { formatW1Slave, POWER_ON_FILE, STEPS } from "../../src/sensor/scratchpad";
import { parseW1Slave } from "../../src/sensor/w1-slave";

/** Printed by a real sensor: the kernel's documentation and forums have many of the kind. */
const REAL = "72 01 4b 46 7f ff 0e 10 57 : crc=57 YES\n72 01 4b 46 7f ff 0e 10 57 t=23125\n";
const POWER_ON = "50 05 4b 46 7f ff 0c 10 1c : crc=1c YES\n50 05 4b 46 7f ff 0c 10 1c t=85000\n";

test("the two lines of a real sensor", () => {
  expect(parseW1Slave(REAL)).toEqual({ milliCelsius: 23_125 });
  expect(parseW1Slave(REAL.trimEnd())).toEqual({ milliCelsius: 23_125 });
  expect(parseW1Slave(POWER_ON)).toEqual({ milliCelsius: 85_000 });
});

test("our checksum is the sensor's own, so that what we simulate is what the kernel would write", () => {
  expect(formatW1Slave(0x172)).toBe(REAL);
  expect(POWER_ON_FILE).toBe(POWER_ON);
});

test.each([
  ["a wrong checksum", REAL.replace("YES", "NO"), "crc"],
  ["nothing on the bus", "ff ff ff ff ff ff ff ff ff : crc=c9 NO\nff ff ff ff ff ff ff ff ff t=-62\n", "crc"],
  [
    "a bus pulled to ground",
    "00 00 00 00 00 00 00 00 00 : crc=00 YES\n00 00 00 00 00 00 00 00 00 t=0\n",
    "silent",
  ],
  ["−127 °C", REAL.replace("23125", "-127000"), "range"],
  ["too little power", REAL.replace("23125", "127937"), "range"],
  ["an empty file", "", "format"],
  ["half a file", REAL.slice(0, 40), "format"],
  ["no temperature", REAL.replace(" t=23125", ""), "format"],
  ["another language", REAL.replace("YES", "yes"), "format"],
  ["more lines", `${REAL}t=1\n`, "format"],
])("%s is no reading", (_, text, problem) => {
  expect(parseW1Slave(text)).toEqual({ problem });
});

const register = fc.integer({ min: -55 * STEPS, max: 125 * STEPS });

test("every temperature that the register can hold is read as the kernel tells it", () => {
  fc.assert(
    fc.property(register, (sixteenths) => {
      const reading = parseW1Slave(formatW1Slave(sixteenths));
      expect(reading).toEqual({ milliCelsius: Math.trunc((sixteenths * 1000) / 16) + 0 });
    }),
  );
});

test("no changed byte gets through: the checksum finds each", () => {
  fc.assert(
    fc.property(register, (sixteenths) => {
      expect(parseW1Slave(formatW1Slave(sixteenths, false))).toEqual({ problem: "crc" });
    }),
  );
});

test("whatever the file holds, it is a measurable temperature or a problem, never an exception", () => {
  const nearly = fc
    .tuple(fc.nat(REAL.length), fc.nat(5), fc.string({ maxLength: 5 }))
    .map(([at, length, by]) => REAL.slice(0, at) + by + REAL.slice(at + length));
  fc.assert(
    fc.property(fc.oneof(fc.string(), nearly), (text) => {
      const reading = parseW1Slave(text);
      if ("problem" in reading) return;
      expect(reading.milliCelsius).toBeGreaterThanOrEqual(-55_000);
      expect(reading.milliCelsius).toBeLessThanOrEqual(125_000);
    }),
  );
});
