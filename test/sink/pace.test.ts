import { expect, test } from "vitest";
import { Pace } from "../../src/sink/pace";

const MB = 1024 * 1024;

test("a step is due once it has enough outputs, enough text, or has been read for three seconds", () => {
  const pace = new Pace();
  expect(pace.isDue({ outputs: 199_999, text: 32 * MB - 1 }, 500, 3499)).toBe(false);
  expect(pace.isDue({ outputs: 200_000, text: 0 }, 500, 500)).toBe(true);
  expect(pace.isDue({ outputs: 1, text: 32 * MB }, 500, 500)).toBe(true);
  expect(pace.isDue({ outputs: 1, text: 0 }, 500, 3500)).toBe(true);
});

test("the file is left alone for 100 ms after a step, and not before the first", () => {
  const pace = new Pace();
  expect(pace.breath(5000)).toBe(0);
  pace.released(5000);
  expect(pace.breath(5000)).toBe(100);
  expect(pace.breath(5060)).toBe(40);
  expect(pace.breath(5100)).toBe(0);
  expect(pace.breath(9000)).toBe(0);
});
