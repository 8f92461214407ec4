import { spawnSync } from "node:child_process";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withLock } from "../src/lock";
import { errorOf } from "./fixtures/errors";

let folder: string;
beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-lock-"));
});
afterAll(() => fs.rm(folder, { recursive: true, force: true }));

test("one at a time, and everybody gets a turn", async () => {
  const file = path.join(folder, "turns");
  let inside = 0;
  let turns = 0;
  const take = (): Promise<void> =>
    withLock(file, async () => {
      expect(++inside).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
      turns++;
    });
  await Promise.all(Array.from({ length: 20 }, take));
  expect(turns).toBe(20);
});

test("it is let go when the work fails, and the failure comes through", async () => {
  const file = path.join(folder, "failing");
  await expect(withLock(file, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect(withLock(file, () => Promise.resolve("free"))).resolves.toBe("free");
});

test("a lock whose owner has died is free", async () => {
  const file = path.join(folder, "dead");
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  await fs.writeFile(file, `${pid} 1 boot`);
  await expect(withLock(file, () => Promise.resolve("free"))).resolves.toBe("free");
});

test("a lock whose owner's process id belongs to a stranger now is free", async () => {
  const file = path.join(folder, "stranger");
  await fs.writeFile(file, `${process.ppid} 1 another-boot`);
  await expect(withLock(file, () => Promise.resolve("free"))).resolves.toBe("free");
});

test("where no lock can be made, the folder is named", async () => {
  const file = path.join(folder, "a-file");
  await fs.writeFile(file, "");
  const error = await errorOf(withLock(path.join(file, "lock"), () => Promise.resolve()));
  expect(error.code).toBe("HOME_NOT_WRITABLE");
  expect(error.remedy).toContain("PLAYHEAD_HOME");
});
