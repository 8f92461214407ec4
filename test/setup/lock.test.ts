import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, utimesSync } from "node:fs";
import { uptime } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { isStale } from "../../setup/lock.mjs";
import { temporaryFolder, write } from "./temporary";

const MODULE = pathToFileURL("setup/lock.mjs").href;

/** A process of its own that takes the lock, says so, and runs the rest. */
function locker(file: string, rest: string): ChildProcess {
  const script = `
    import { appendFileSync } from "node:fs";
    import { setTimeout as delay } from "node:timers/promises";
    import { takeLock } from ${JSON.stringify(MODULE)};
    await takeLock(${JSON.stringify(file)}, (owner) => console.log("waiting for " + owner));
    console.log("mine");
    ${rest}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function untilItSays(child: ChildProcess, text: string): Promise<void> {
  for await (const chunk of child.stdout ?? []) if (String(chunk).includes(text)) return;
  throw new Error(`ended without saying "${text}"`);
}

test("several at once go one after the other", async () => {
  const folder = temporaryFolder();
  const [file, log] = [join(folder, "lock"), join(folder, "log")];
  const say = (word: string) => `appendFileSync(${JSON.stringify(log)}, "${word} ");`;
  const all = [1, 2, 3].map(() => locker(file, `${say("in")} await delay(100); ${say("out")}`));
  await Promise.all(all.map((child) => once(child, "exit")));
  expect(readFileSync(log, "utf8")).toBe("in out in out in out ");
  expect(existsSync(file)).toBe(false);
});

test("one that waits says for whom; a holder that is killed loses the lock", async () => {
  const file = join(temporaryFolder(), "lock");
  const holder = locker(file, "await delay(600_000);");
  await untilItSays(holder, "mine");
  const next = locker(file, "");
  const said = untilItSays(next, `waiting for ${holder.pid}`);
  await said;
  expect(isStale(file)).toBe(false);
  holder.kill("SIGKILL");
  await once(holder, "exit");
  const [code] = (await once(next, "exit")) as [number];
  expect(code).toBe(0);
});

test("stale is: a dead owner, one from before the machine's start, and a file that stayed empty", () => {
  const folder = temporaryFolder();
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  expect(isStale(write(join(folder, "dead"), String(dead)))).toBe(true);
  const alive = write(join(folder, "alive"), String(process.pid));
  expect(isStale(alive)).toBe(false);
  const beforeBoot = Date.now() / 1000 - uptime() - 60;
  utimesSync(alive, beforeBoot, beforeBoot);
  expect(isStale(alive)).toBe(true);
  const empty = write(join(folder, "empty"), "");
  expect(isStale(empty)).toBe(false);
  utimesSync(empty, Date.now() / 1000 - 10, Date.now() / 1000 - 10);
  expect(isStale(empty)).toBe(true);
  expect(isStale(join(folder, "none"))).toBe(false);
});
