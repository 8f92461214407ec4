import { expect, test } from "vitest";
import { nodeProblem } from "../../setup/node-version.mjs";

test.each(["20.19.0", "20.20.2", "22.0.0", "24.1.0", "100.0.0"])("Node %s will do", (version) => {
  expect(nodeProblem(version)).toBe("");
});

test.each(["12.22.0", "18.20.4", "20.18.3"])("Node %s is told to be too old, and what to do", (version) => {
  expect(nodeProblem(version)).toMatch(
    new RegExp(`^Node ${version} is too old: .*Node 20\\.19 or newer\\.\nWhat to do: install`),
  );
});
