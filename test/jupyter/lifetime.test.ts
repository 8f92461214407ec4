import { randomUUID } from "node:crypto";
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

/** Milliseconds before Jupyter itself sends a signal to a kernel that does not end when asked to. */
const JUPYTER_PATIENCE = 2500;

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
  expect(Date.now() - start).toBeLessThan(JUPYTER_PATIENCE);
  expect(existsSync(closed)).toBe(true);
  await kernel.close();
});

test("a restart begins afresh and does not wait for what never closes", async () => {
  const kernel = await KernelSession.start(project);
  const pid = await kernel.pid();
  await kernel.printed(`${KEEP_OPEN}
    (globalThis as any)[Symbol.for("playhead.kernel")].closers.add(() => new Promise(() => {}));
    (globalThis as any).before = true;`);
  await kernel.restart();
  expect(isAlive(pid)).toBe(false);
  expect(await kernel.printed("(globalThis as any).before")).toBe("");
  await kernel.printed(
    `(globalThis as any)[Symbol.for("playhead.kernel")].closers.add(() => new Promise(() => {}));`,
  );
  const start = Date.now();
  await kernel.shutdown();
  expect(Date.now() - start).toBeLessThan(JUPYTER_PATIENCE);
  await kernel.close();
});

test.each([
  ["idle", KEEP_OPEN],
  ["in an endless loop", "for (;;);"],
])("a kernel that is %s ends with the Jupyter that started it", async (_, code) => {
  const kernel = await KernelSession.start(project);
  const pid = await kernel.pid();
  const begun = path.join(project, randomUUID());
  await kernel.execute(`require("fs").writeFileSync(${JSON.stringify(begun)}, ""); ${code}`, { wait: false });
  await until(() => existsSync(begun));
  kernel.killJupyter();
  await until(() => !isAlive(pid));
});
