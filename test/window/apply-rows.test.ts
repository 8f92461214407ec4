import { expect, test } from "vitest";
import { rowsToApply } from "../../src/window/apply-rows";

test("only keys that lie wholly in the window, and have a result on both sides, are replaced; the rest says why", () => {
  const of = (inside: boolean, before = false, after = false, unread = false) => ({
    ...{ inside, before, after, unread },
  });
  const records = new Map([
    ["whole", of(true)],
    ["early", of(true, true)],
    ["late", of(true, false, true)],
    ["long", of(true, true, true)],
    ["unread", of(true, false, false, true)],
    ["elsewhere", of(false, true)],
    ["silent", of(true)],
    ["new", of(true)],
  ]);
  const promoted = new Set(["whole", "early", "late", "long", "unread", "elsewhere", "silent"]);
  const windowed = new Set(["whole", "early", "late", "long", "unread", "new"]);
  expect(rowsToApply(records, promoted, windowed)).toEqual({
    replaced: ["whole"],
    leftAlone: [
      { key: "early", why: "it has records before the window" },
      { key: "late", why: "it has records after the window" },
      { key: "long", why: "it has records before and after the window" },
      { key: "unread", why: "it has records in the window that came after it was processed" },
      { key: "silent", why: "the window has no result for it" },
      { key: "new", why: "it is not in the run that readers see" },
    ],
  });
});
