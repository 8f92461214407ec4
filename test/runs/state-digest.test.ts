import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { stateDigest } from "../../src/runs/state-digest";

test("is that of a line a key, in the order of the code units", () => {
  const states = [
    { key: "b", state: { y: 1, x: [null] } },
    { key: "\u{1F600}", state: 0 },
    { key: "\uFFFD", state: undefined },
    { key: "B", state: "text\n" },
  ];
  const lines = ['["B","text\\n"]', '["b",{"x":[null],"y":1}]', '["\u{1F600}",0]', '["\uFFFD"]'];
  const expected = createHash("sha256")
    .update(lines.map((line) => `${line}\n`).join(""))
    .digest("hex");
  expect(stateDigest(states)).toBe(expected);
  expect(stateDigest([...states].reverse())).toBe(expected);
});

test("tells states, keys and a missing state apart", () => {
  const several = [
    [],
    [{ key: "a", state: undefined }],
    [{ key: "a", state: null }],
    [{ key: "a", state: { n: 1 } }],
    [{ key: "a", state: { n: "1" } }],
    [{ key: "b", state: { n: 1 } }],
  ];
  expect(new Set(several.map(stateDigest)).size).toBe(several.length);
});
