import { describe, expect, test } from "vitest";
import { findProblems, gatherFacts } from "../../setup/preflight.mjs";

const GB = 1e9;
type Facts = Parameters<typeof findProblems>[0];
type Python = NonNullable<Facts["python"]>["seen"][number];

const fine: Facts = {
  platform: "linux",
  release: "6.1.0-18-amd64",
  arch: "x64",
  root: "/home/ada/playhead",
  notWritable: "",
  memory: 16 * GB,
  disk: 50 * GB,
  diskNeeded: 2 * GB,
  python: undefined,
};

function python(version: number[], whole = true): Python {
  return { path: `/usr/bin/python${version[0]}`, version, whole, implementation: "cpython" };
}

/** What is said about a machine that is fine but for these facts. */
function told(facts: Partial<Facts>): string {
  return findProblems({ ...fine, ...facts })
    .problems.map(({ what, remedy }) => `${what} ${remedy}`)
    .join("\n");
}

test("this very machine is fine, as the tests run on it", () => {
  const context = { root: process.cwd(), env: process.env };
  const facts = gatherFacts(context, { megabytes: 0, needsPython: true });
  expect(findProblems(facts).problems).toEqual([]);
});

describe("operating system", () => {
  test.each([
    ["Linux", { platform: "linux" }],
    ["macOS", { platform: "darwin", release: "24.1.0", arch: "arm64" }],
    ["WSL2", { platform: "linux", release: "5.15.90.1-microsoft-standard-WSL2" }],
  ])("%s is fine", (_name, facts) => {
    expect(told(facts)).toBe("");
  });

  test("Windows itself is told to use WSL2", () => {
    expect(told({ platform: "win32", release: "10.0.22631" })).toMatch(/WSL2.*wsl --install/);
  });

  test("WSL1 is told to become WSL2", () => {
    expect(told({ release: "4.4.0-19041-Microsoft" })).toMatch(/needs WSL2.*--set-version/);
  });

  test("a system or a processor without builds is named", () => {
    expect(told({ platform: "freebsd" })).toContain("freebsd");
    expect(told({ arch: "ppc64" })).toContain("ppc64");
  });

  test("a clone on a Windows drive works, but is told to be slow", () => {
    const facts = { ...fine, release: "5.15.90.1-microsoft-standard-WSL2", root: "/mnt/c/playhead" };
    const { problems, warnings } = findProblems(facts);
    expect(problems).toEqual([]);
    expect(warnings.join()).toContain("Windows drive");
  });
});

describe("memory, disk and permission", () => {
  test("too little memory is refused, little is warned of, enough is not mentioned", () => {
    expect(told({ memory: 1 * GB })).toMatch(/1\.0 GB of memory is too little/);
    const tight = findProblems({ ...fine, memory: 2 * GB });
    expect(tight.problems).toEqual([]);
    expect(tight.warnings.join()).toMatch(/2\.0 GB of memory is tight/);
    expect(findProblems({ ...fine, memory: 4 * GB }).warnings).toEqual([]);
  });

  test("a disk is too small for what is still to be installed, and only for that", () => {
    expect(told({ disk: 1 * GB })).toMatch(
      /1\.0 GB of free disk at \/home\/ada\/playhead .* 2\.0 GB are needed/,
    );
    expect(told({ disk: 1 * GB, diskNeeded: 0.2 * GB })).toBe("");
  });

  test("a clone that belongs to somebody else is told so", () => {
    expect(told({ notWritable: "EACCES" })).toMatch(/can't be written to \(EACCES\).*chown/);
  });
});

describe("Python", () => {
  const none = { uv: undefined, chosen: undefined, seen: [] };

  test("a suitable one, or uv alone, is enough", () => {
    expect(told({ python: { ...none, chosen: python([3, 12, 1]), seen: [python([3, 12, 1])] } })).toBe("");
    expect(told({ python: { ...none, uv: "0.9.2" } })).toBe("");
  });

  test("none at all: names both ways out", () => {
    expect(told({ python: none })).toMatch(/no Python and no uv.*3\.10 or newer.*python3-venv.*uv/);
  });

  test("an old one is named with its version and place", () => {
    expect(told({ python: { ...none, seen: [python([3, 9, 2])] } })).toMatch(
      /3\.10 or newer, only 3\.9\.2 at/,
    );
  });

  test("Debian's Python without its venv package: the package is named", () => {
    const seen = [python([3, 11, 2], false)];
    expect(told({ python: { ...none, seen } })).toContain("apt install python3.11-venv");
  });
});

test("everything that is in the way is told at once", () => {
  const { problems } = findProblems({
    ...fine,
    platform: "win32",
    memory: 1 * GB,
    disk: 1 * GB,
    notWritable: "EROFS",
    python: { uv: undefined, chosen: undefined, seen: [] },
  });
  expect(problems).toHaveLength(5);
});
