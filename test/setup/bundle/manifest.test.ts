import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  bundleProblem,
  findBundle,
  lockDigests,
  LOCKS,
  MANIFEST,
  platformName,
} from "../../../setup/bundle/manifest.mjs";
import { temporaryFolder, write } from "../temporary";

/** A clone's locks and a bundle made from them, but for what is given. */
function cloneWithBundle(other: object = {}): { root: string; bundle: string } {
  const root = temporaryFolder();
  for (const file of LOCKS) cpSync(file, join(root, file));
  const manifest = { platform: platformName(), python: ["3.11", "3.12"], locks: lockDigests(root), ...other };
  write(join(root, "bundle", MANIFEST), JSON.stringify(manifest));
  return { root, bundle: join(root, "bundle") };
}

function told(where: { root: string; bundle: string }, python?: number[]): string {
  const problem = bundleProblem({ ...where, python });
  return problem === undefined ? "" : `${problem.what} ${problem.remedy}`;
}

test("a bundle of this platform and these locks is taken, for a Python that it serves", () => {
  const place = cloneWithBundle();
  expect(told(place)).toBe("");
  expect(told(place, [3, 12, 1])).toBe("");
  expect(told(place, [3, 14, 0])).toMatch(/for Python 3\.11, 3\.12, not for 3\.14\. .*python3\.12/);
});

test("one for another platform is told with both names", () => {
  expect(told(cloneWithBundle({ platform: "darwin-m68k" }))).toMatch(
    new RegExp(`is for darwin-m68k, this machine is ${platformName()}.*npm run bundle`),
  );
});

test("one of another version is told with the locks that differ", () => {
  const place = cloneWithBundle();
  write(join(place.root, "package-lock.json"), "{}");
  expect(told(place)).toMatch(/another version of playhead: package-lock\.json differ\. .*same archive/);
});

test("the archive itself, or a folder that is none, is told how to be unpacked", () => {
  const root = temporaryFolder();
  expect(told({ root, bundle: write(join(root, "playhead.tar"), "") })).toMatch(
    /a file, not a folder.*tar -xf/,
  );
  expect(told({ root, bundle: join(root, "nowhere") })).toMatch(/no bundle in .*nowhere/);
});

describe("where it is looked for", () => {
  test("in the clone", () => {
    const { root, bundle } = cloneWithBundle();
    expect(findBundle({ root, env: {} })).toBe(bundle);
    expect(findBundle({ root: temporaryFolder(), env: {} })).toBeUndefined();
  });

  test("where PLAYHEAD_BUNDLE points, also where nothing is: that is told, not passed over", () => {
    const { root } = cloneWithBundle();
    expect(findBundle({ root, env: { PLAYHEAD_BUNDLE: "/media/stick/bundle" } })).toBe("/media/stick/bundle");
    expect(
      findBundle({ root: mkdirSync(join(root, "empty"), { recursive: true }) ?? "", env: {} }),
    ).toBeUndefined();
  });
});

test("the names of platforms tell the two libraries of Linux apart", () => {
  const [glibc, musl] = [platformName({ glibcVersionRuntime: "2.36" }), platformName({})];
  expect(musl).toBe(process.platform === "linux" ? `${glibc}-musl` : glibc);
});
