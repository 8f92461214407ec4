// `npm run audit`: asks npm's registry and PyPI whether anything is known against the locked packages. Exits with 1 where
// something is that audit-exceptions.json does not excuse, and where one of the two could not be asked: no answer is no
// good news.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { findPython } from "../setup/find-python.mjs";
import { prepare } from "../setup/prepare.mjs";
import { installRequirements, makeVenv } from "../setup/python.mjs";
import { digest } from "../setup/stamp.mjs";
import { judge, readNpmReport, readPipReport } from "./audit-judge.mjs";

const root = path.dirname(import.meta.dirname);
const venv = path.join(root, ".tools/audit");
const PYTHON_LOCKS = [
  "setup/requirements.txt",
  "setup/requirements-java.txt",
  "bench/setup/requirements.txt",
  "release/requirements-audit.txt",
];

/** @type {import("../setup/steps.mjs").Step} */
const auditor = {
  id: "audit",
  needs: [],
  megabytes: 60,
  name: "pip-audit",
  key: () => digest({ files: [path.join(root, "release/requirements-audit.txt")], values: [root] }),
  isThere: (_, made) => made === true && existsSync(path.join(venv, "bin/pip-audit")),
  async make({ env }) {
    await makeVenv({ root, env, venv, chosen: findPython(env).chosen });
    await installRequirements({ root, env, venv, file: "release/requirements-audit.txt" });
  },
};

await prepare([auditor]);
if (process.exitCode === undefined) audit();

function audit() {
  const exceptions = JSON.parse(
    readFileSync(path.join(import.meta.dirname, "audit-exceptions.json"), "utf8"),
  );
  const flags = ["--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json"];
  const asked = [
    ask("npm's registry, about package-lock.json", "npm", ["audit", "--json"], readNpmReport),
    ...PYTHON_LOCKS.map((lock) => {
      const words = [...flags, "--requirement", lock];
      return ask(`PyPI, about ${lock}`, path.join(venv, "bin/pip-audit"), words, readPipReport);
    }),
  ];
  const today = new Date().toISOString().slice(0, 10);
  const { open, excused, useless } = judge(
    asked.flatMap((findings) => findings ?? []),
    exceptions,
    today,
  );
  for (const { finding, exception } of excused) {
    console.log(`excused until ${exception.until}: ${inWords(finding)}\n  because ${exception.reason}`);
  }
  for (const { id, until } of useless)
    console.log(`The exception ${id} (until ${until}) has no use any more: remove it.`);
  for (const finding of open) console.error(`TO MEND  ${inWords(finding)}`);
  const isAnswered = asked.every((findings) => findings !== undefined);
  if (open.length === 0 && isAnswered) console.log("Nothing is known against the locked packages.");
  else process.exitCode = 1;
}

/** @param {import("./audit-judge.mjs").Finding} finding */
function inWords({ package: name, id, what }) {
  return `${name}: ${id}, ${what}`;
}

/**
 * @param {string} whom
 * @param {string} command
 * @param {string[]} args
 * @param {(text: string) => import("./audit-judge.mjs").Finding[] | undefined} read
 */
function ask(whom, command, args, read) {
  const { stdout = "", stderr = "" } = spawnSync(command, args, { cwd: root, encoding: "utf8" });
  const findings = read(stdout);
  if (findings === undefined) {
    // pip-audit passes over what it can't find, and then says that nothing is known.
    const reason = /"skip_reason": "([^"]+)"/.exec(stdout)?.[1] ?? stderr.trim().split("\n")[0] ?? "";
    console.error(
      `NOT ASKED  There is no answer from ${whom}: ${reason.slice(0, 300)}\n` +
        "What to do: run it where the service can be reached. A mirror may pass packages on, but no advisories.",
    );
  }
  return findings;
}
