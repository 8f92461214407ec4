import { expect, test } from "vitest";
import { display, displayHook, isDisplayable } from "../../src/notebook/display";
import { table } from "../../src/view/table";
import { inNotebook, onTerminal } from "./hook";

const bundle = { "text/plain": "one", "text/html": "<b>one</b>" };

test("in a notebook the whole bundle goes to the kernel's hook", async () => {
  expect(await inNotebook(() => display(bundle))).toEqual([{ bundle }]);
});

test("a hook that was got in one cell shows below the one that is running", async () => {
  let kept: ReturnType<typeof displayHook>;
  expect(await inNotebook(() => (kept = displayHook()))).toEqual([]);
  expect(await inNotebook(() => kept?.display(bundle))).toEqual([{ bundle }]);
});

test("elsewhere the text goes to standard output", async () => {
  expect(displayHook()).toBeUndefined();
  expect(await onTerminal(() => display(bundle))).toBe("one\n");
});

test("what shows itself", () => {
  expect(isDisplayable(table([], []))).toBe(true);
  for (const other of [null, undefined, 1, "text", {}, []]) expect(isDisplayable(other)).toBe(false);
});
