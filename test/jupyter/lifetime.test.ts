import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LIBRARY } from "./library";
import { isAlive, KernelSession, removeProject, scratchProject, until } from "./kernel-session";

let project: string;
beforeAll(async () => (project = await scratchProject(LIBRARY)));
afterAll(() => removeProject(project));

/** Something that keeps a process alive for good, as an open consumer does. */
const KEEP_OPEN = "const timer = setInterval(() => {}, 1000);";

test("a shutdown ends the process, whatever is open, after what must be closed was", async () => {
  const kernel = await KernelSession.start(project);
  const pid = await kernel.pid();
  const closed = path.join(project, "closed");
  await kernel.printed(`${KEEP_OPEN}
    (globalThis as any)[Symbol.for("playhead.kernel")].closers.add(async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      require("fs").writeFileSync(${JSON.stringify(closed)}, "");
    });`);
  const start = Date.now();
  await kernel.shutdown();
  expect(isAlive(pid)).toBe(false);
  // An orderly end: Jupyter itself would have killed it after some seconds.
  expect(Date.now() - start).toBeLessThan(2000);
  expect(existsSync(closed)).toBe(true);
  await kernel.close();
});

test("a restart begins afresh, also with something open that never closes", async () => {
  const kernel = await KernelSession.start(project);
  const pid = await kernel.pid();
  await kernel.printed(`${KEEP_OPEN}
    (globalThis as any)[Symbol.for("playhead.kernel")].closers.add(() => new Promise(() => {}));`);
  await kernel.restart();
  expect(isAlive(pid)).toBe(false);
  expect(await kernel.printed("typeof (globalThis as any).timer")).toBe("undefined\n");
  await kernel.close();
});

test.each([
  ["idle", KEEP_OPEN],
  ["in an endless loop", 'console.log("looping"); for (;;);'],
])("a kernel that is %s ends with the Jupyter that started it", async (_, code) => {
  const kernel = await KernelSession.start(project);
  const pid = await kernel.pid();
  await kernel.execute(code, { wait: false });
  kernel.killJupyter();
  await until(() => !isAlive(pid));
});
