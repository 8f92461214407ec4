import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lockDigests, MANIFEST, platformName } from "../../../setup/bundle/manifest.mjs";
import { PACKAGES } from "../../../setup/bundle/packages.mjs";
import { temporaryFolder, write } from "../temporary";

/** Writes a wheel as pip wants it: a zip with its own description in it. */
const MAKE_WHEEL = `
import sys, zipfile
info = "small_wheel-1.0.dist-info"
files = {
    "small_wheel.py": "answer = 42\\n",
    f"{info}/METADATA": "Metadata-Version: 2.1\\nName: small-wheel\\nVersion: 1.0\\n",
    f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
}
record = f"{info}/RECORD"
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    for name, text in files.items():
        wheel.writestr(name, text)
    wheel.writestr(record, "".join(f"{name},,\\n" for name in [*files, record]))
`;

const SET_UP = `
import { jars } from "./jars.mjs";
import { nodePackages } from "./node-packages.mjs";
import { prepare } from "./prepare.mjs";
import { python } from "./python.mjs";
await prepare([nodePackages, python, jars]);
`;

export interface SmallProject {
  root: string;
  /** Its bundle's files. */
  tarball: string;
  wheel: string;
  jar: string;
  manifest: string;
}

/**
 * A project with the real set-up's code and locks that name one small package, one small wheel and one small jar, and
 * a bundle of them. `node setup/small.mjs` in it sets it up.
 *
 * @param packageJson what the small package says of itself
 */
export function smallProject(packageJson: object = { version: "1.0.0" }): SmallProject {
  const root = temporaryFolder();
  const bundle = join(root, "bundle");
  cpSync("setup", join(root, "setup"), { recursive: true });
  write(join(root, "setup/small.mjs"), SET_UP);

  const tarball = join(bundle, PACKAGES, "small-package-1.0.0.tgz");
  write(join(root, "made/package/package.json"), JSON.stringify({ name: "small-package", ...packageJson }));
  mkdirSync(join(bundle, PACKAGES), { recursive: true });
  execFileSync("tar", ["-czf", tarball, "-C", join(root, "made"), "package"]);
  const project = { name: "small", version: "1.0.0", dependencies: { "small-package": "1.0.0" } };
  const integrity = `sha512-${digestOf(tarball, "sha512", "base64")}`;
  const packages = { "": project, "node_modules/small-package": { version: "1.0.0", integrity } };
  write(join(root, "package.json"), JSON.stringify(project));
  const lock = { name: "small", version: "1.0.0", lockfileVersion: 3, requires: true, packages };
  write(join(root, "package-lock.json"), JSON.stringify(lock));

  const wheel = join(bundle, "wheels/small_wheel-1.0-py3-none-any.whl");
  mkdirSync(join(bundle, "wheels"));
  execFileSync("python3", ["-c", MAKE_WHEEL, wheel]);
  const hash = `--hash=sha256:${digestOf(wheel, "sha256", "hex")}`;
  write(join(root, "setup/requirements.txt"), `small-wheel==1.0 \\\n    ${hash}\n`);

  const jar = write(join(bundle, "jars/small-jar-1.0.jar"), "a jar");
  const fields = {
    groupId: "org.example",
    artifactId: "small-jar",
    version: "1.0",
    sha256: digestOf(jar, "sha256", "hex"),
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name} = "${value}"\n`);
  write(join(root, "setup/kafka.lock.toml"), `[[dependencies]]\n${lines.join("")}`);

  const manifest = join(bundle, MANIFEST);
  const python = ["3.10", "3.11", "3.12", "3.13", "3.14"];
  writeFileSync(manifest, JSON.stringify({ platform: platformName(), python, locks: lockDigests(root) }));
  return { root, tarball, wheel, jar, manifest };
}

function digestOf(file: string, algorithm: string, encoding: "hex" | "base64"): string {
  return createHash(algorithm).update(readFileSync(file)).digest(encoding);
}
