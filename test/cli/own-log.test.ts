import fs from "node:fs/promises";
import path from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { main } from "../../src/cli/main";
import { makeHome } from "../../src/home/format";
import { setVariable } from "../fixtures/environment";
import { ownHomes } from "../fixtures/own-broker";

const homes = ownHomes();
let home: string;
beforeEach(async () => {
  home = await homes.make();
  for (const [name, value] of Object.entries({ PLAYHEAD_HOME: home, KAFKA_BROKERS: "", KAFKA_CONFIG: "" }))
    setVariable(name, value);
});

/** What `playhead …args` says on standard error, where standard output fails in a way that nobody has thought of. */
async function saidBy(...args: string[]): Promise<{ code: unknown; said: string }> {
  const output = vi.spyOn(process.stdout, "write").mockImplementation(() => {
    throw new TypeError("no\n\u001b[31mway");
  });
  const errors = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const before = process.exitCode;
  try {
    await main(args);
    return { code: process.exitCode, said: errors.mock.calls.map(([text]) => String(text)).join("") };
  } finally {
    process.exitCode = before;
    output.mockRestore();
    errors.mockRestore();
  }
}

test("an error that nobody has thought of is one line; the home's log has its trace", async () => {
  await makeHome(home);
  const { code, said } = await saidBy("status");
  const log = path.join(home, "logs", "playhead.log");
  expect(said).toBe(
    `Unexpected error, a defect of playhead, please report it: TypeError: no\ufffd\ufffd[31mway; the log ${log} has its trace\n`,
  );
  expect(code).toBe(1);
  const [line = ""] = (await fs.readFile(log, "utf8")).split("\n");
  expect(JSON.parse(line)).toMatchObject({
    ...{ level: "error", command: "status", code: "UNEXPECTED", error: "TypeError" },
    at: expect.stringContaining("status.ts") as string,
  });
});

test("without a log the line has the trace itself, and no home is made for it", async () => {
  const { said } = await saidBy("status");
  expect(said).toMatch(/^Unexpected error, .*; its trace: at .*status\.ts.*\n$/);
  expect(said.split("\n")).toHaveLength(2);
  await expect(fs.stat(home)).rejects.toMatchObject({ code: "ENOENT" });
});

test.each([
  ["KAFKA_CONFIG", "/none", "FILE_NOT_FOUND", 1],
  ["PLAYHEAD_LOG_LEVEL", "loud", "BAD_OPTION", 2],
  ["PLAYHEAD_PREFIX", "../", "BAD_OPTION", 2],
])("%s=%s is told once, although the log is asked for after it", async (name, value, told, exit) => {
  setVariable(name, value);
  const { code, said } = await saidBy("status");
  expect(said).toMatch(new RegExp(`^${told}  .*${name}.*\nWhat to do: .*\n$`));
  expect(code).toBe(exit);
});
