// `npm run bundle:test`: a laptop in a room without network. Unpacks the archive that `npm run bundle` has made into an
// empty folder, with an empty home and no settings of npm's, pip's or Java's, and sets up and runs the workbook there
// in a network namespace that has loopback only.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { platformName } from "../../../setup/bundle/manifest.mjs";
import { NAMESPACE_NEEDED, runBehind, withoutNetwork } from "../../fixtures/no-network";

/** What a learner types, and what must be in its output. */
const STEPS: readonly [command: string[], expected: RegExp][] = [
  [["npm", "run", "setup"], /^Java +[\d.]+ s$/m],
  [["npm", "run", "setup"], /^(?:(?!failed)[^])*Fast start +already there$/m],
  [["npx", "playhead", "doctor"], /This laptop is ready\./],
  [["npx", "playhead", "chapter", "02"], /Ready for notebooks\/02-process\.ipynb/],
  [["npx", "playhead", "down"], /./],
  [["npx", "playhead", "walkthrough"], /executed notebooks and HTML are in/],
];

/** A machine without anything of ours; its Java is hidden, as most laptops have none. */
function bareEnvironment(home: string): NodeJS.ProcessEnv {
  const { PATH, LANG, PYENV_ROOT } = process.env;
  return { PATH, LANG, PYENV_ROOT, HOME: home, PLAYHEAD_JAVA: "packaged" };
}

async function main(): Promise<void> {
  const archive = join(process.cwd(), `playhead-${platformName()}.tar`);
  if (!existsSync(archive)) throw new Error(`${archive} is not there: npm run bundle makes it`);
  const words = withoutNetwork();
  if (words === undefined) throw new Error(`This test needs ${NAMESPACE_NEEDED}`);

  const folder = realpathSync(mkdtempSync(join(tmpdir(), "playhead-room-")));
  try {
    mkdirSync(join(folder, "home"));
    execFileSync("tar", ["-xf", archive, "-C", folder]);
    const place = { cwd: join(folder, "playhead"), env: bareEnvironment(join(folder, "home")) };
    const outside = await runBehind(words, ["node", "-e", OUTSIDE], place);
    if (!outside.output.includes("ENETUNREACH")) throw new Error(`the network is not off: ${outside.output}`);
    for (const [command, expected] of STEPS) {
      const startedAt = Date.now();
      const onOutput = (text: string): boolean => process.stdout.write(text);
      const { code, output } = await runBehind(words, command, { ...place, onOutput });
      const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
      if (code !== 0 || !expected.test(output)) {
        throw new Error(`${command.join(" ")} failed: exit ${code}, or its output is not what it should be`);
      }
      console.log(`✓ ${command.join(" ")}, without network: ${seconds} s\n`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Asks for an address that no one has; with a network it would time out, or be refused by a router. */
const OUTSIDE = `require("net").connect(9, "192.0.2.1").on("error", ({ code }) => console.log(code)).setTimeout(3000, () => process.exit())`;

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
