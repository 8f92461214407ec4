import { expect, test } from "vitest";
import { PlayheadError } from "../../src/errors";
import { check } from "../../src/notebook/check";
import { inNotebook, onTerminal } from "./hook";

async function failure(run: () => void): Promise<PlayheadError> {
  const shown = await inNotebook(() => {
    try {
      run();
    } catch (error) {
      expect(error).toBeInstanceOf(PlayheadError);
      caught = error as PlayheadError;
    }
  });
  expect(shown).toEqual([]);
  if (caught === undefined) throw new Error("the check passed");
  const error = caught;
  caught = undefined;
  return error;
}
let caught: PlayheadError | undefined;

test("what is true is said, in the cell and on a terminal", async () => {
  const [output] = await inNotebook(() => check("nobody <b>saw</b> it", true));
  expect(output!.bundle["text/plain"]).toBe("✓ nobody <b>saw</b> it");
  expect(output!.bundle["text/html"]).toContain("✓</span> nobody &lt;b&gt;saw");
  expect(await onTerminal(() => check("ten", 10, 10))).toBe("✓ ten\n");
});

test("what is not true stops the notebook, with both numbers and the difference", async () => {
  const error = await failure(() => check("ratio of track 1", 1.6, 1.609344, { relative: 1e-4 }));
  expect(error.code).toBe("CHECK_FAILED");
  expect(error.message).toBe(
    "Not true: ratio of track 1: expected 1.609344, got 1.6, a difference of -0.009344 (-0.581 %)",
  );
  expect(error.remedy).toBeTruthy();
  expect((await failure(() => check("empty", false))).message).toBe("Not true: empty");
});

test("numbers within either tolerance are equal, beyond both they are not", async () => {
  const shown = await inNotebook(() => {
    check("absolute", 10.01, 10, { absolute: 0.011 });
    check("relative", 10.01, 10, { relative: 0.0011 });
    check("either", 0.001, 0, { absolute: 0.01, relative: 0.0001 });
    check("negative", -10.01, -10, { relative: 0.0011 });
    check("equal", 0, -0);
    check("infinite", Infinity, Infinity);
    check("not a number", NaN, NaN);
  });
  expect(shown).toHaveLength(7);
  await failure(() => check("absolute", 10.02, 10, { absolute: 0.011 }));
  await failure(() => check("relative", 9.98, 10, { relative: 0.0011 }));
  await failure(() => check("exact", 10.000001, 10));
  await failure(() => check("not a number", NaN, 1, { absolute: 100 }));
  await failure(() => check("zero", 0.02, 0, { absolute: 0.01 }));
});

test("other values are equal if all their parts are", async () => {
  expect(await inNotebook(() => check("rows", [{ unit: "mi" }], [{ unit: "mi" }]))).toHaveLength(1);
  const error = await failure(() => check("unit", "mi", "km"));
  expect(error.message).toBe("Not true: unit: expected 'km', got 'mi'");
});
