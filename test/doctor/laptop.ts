import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "../../src/config";
import type { Check, Finding, Laptop } from "../../src/doctor/check";
import { temporaryFolder } from "../setup/temporary";

/** A laptop with an empty project in a folder that goes away with the test, and these variables set. */
export function laptop(env: NodeJS.ProcessEnv = {}): Laptop {
  const root = join(temporaryFolder(), "playhead");
  mkdirSync(root);
  return { root, env, config: readConfig({ PLAYHEAD_HOME: join(root, ".playhead"), ...env }) };
}

/** Standing, what was found and the remedy, in one line. */
export async function told(check: Check, about: Laptop): Promise<string> {
  return inOneLine(await check.look(about));
}

export function inOneLine({ standing, found, remedy = "" }: Finding): string {
  return `${standing}: ${found} | ${remedy}`;
}
