import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../setup/temporary";

test("before the set-up a command says so in words", () => {
  const root = temporaryFolder();
  cpSync("bin", join(root, "bin"), { recursive: true });
  const { status, stderr } = spawnSync(process.execPath, [join(root, "bin/playhead.js"), "doctor"], {
    encoding: "utf8",
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^SETUP_MISSING .*\nWhat to do: run `npm run setup`/);
});
