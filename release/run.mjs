import { spawnSync } from "node:child_process";

/**
 * Runs a program to its end, with no settings of playhead's but those that are given.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @returns {string} what it printed
 * @throws {Error} with all its output where it fails
 */
export function run(command, args, cwd) {
  const said = `${[command, ...args].join(" ")}`;
  console.log(`$ ${said}`);
  const own = Object.entries(process.env).filter(([name]) => !/^(PLAYHEAD|KAFKA|npm)_/.test(name));
  const env = Object.fromEntries(own);
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: "utf8" });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${said} failed (exit ${status}):\n${stdout}${stderr}`);
  return stdout;
}
