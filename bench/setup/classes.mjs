import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { logFile, run } from "../../setup/command.mjs";
import { jarsFingerprint } from "../../setup/jars.mjs";
import { javaOf } from "../../setup/java.mjs";
import { digest } from "../../setup/stamp.mjs";
import { benchClasspath, benchPlaces } from "./places.mjs";

/** The least that Kafka 4 runs on. */
const JAVA_RELEASE = "17";

/**
 * The Java contestant, compiled by Eclipse's compiler: what runs Kafka need not be a whole JDK.
 *
 * @type {import("../../setup/steps.mjs").Step}
 */
export const classes = {
  id: "bench-classes",
  needs: ["bench-jars"],
  megabytes: 1,
  name: "Java contestant",

  key: ({ root }) =>
    digest({
      files: [benchPlaces(root).lock, ...sources(root)],
      values: [root, JAVA_RELEASE, javaOf(root)],
    }),

  isThere: ({ root }, fingerprint) =>
    fingerprint !== "" && fingerprint === jarsFingerprint(root, benchPlaces(root).classes),

  async make({ root }) {
    const { classes: folder } = benchPlaces(root);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await run({
      command: javaOf(root).java,
      args: [
        ...["-cp", benchClasspath(root), "org.eclipse.jdt.internal.compiler.batch.Main"],
        ...["-source", JAVA_RELEASE, "-target", JAVA_RELEASE, "-nowarn", "-proc:none"],
        ...["-cp", benchClasspath(root), "-d", folder, ...sources(root)],
      ],
      log: logFile(root, "bench-classes"),
      what: "compiling bench/contestants/streams",
      remedy: "run `npm run setup`, then the command again.",
    });
    return jarsFingerprint(root, folder);
  },
};

/** @param {string} root */
function sources(root) {
  const folder = benchPlaces(root).sources;
  return readdirSync(folder)
    .filter((file) => file.endsWith(".java"))
    .sort()
    .map((file) => join(folder, file));
}
