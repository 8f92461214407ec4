import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {object} Jar
 * @property {string} coordinate `group:artifact:version`
 * @property {string} file its name, e.g. "kafka-clients-4.3.1.jar"
 * @property {string} sha256
 * @property {string} path where it lies in a Maven-style repository, relative to it
 */

/**
 * Reads the jars out of a lock file in jgo's form: a TOML file of which only `[[dependencies]]` tables with plain
 * strings matter, so a full TOML reader would be out of proportion.
 *
 * @param {string} text
 * @returns {Jar[]}
 * @throws {Error} when a jar lacks one of its four fields: without a digest nothing is fetched
 */
export function parseLock(text) {
  return text
    .split("[[dependencies]]")
    .slice(1)
    .map((table) => {
      const field = (name) => {
        const match = new RegExp(`^${name} = "([^"]+)"$`, "m").exec(table);
        if (match === null) throw new Error(`A jar in the lock file has no ${name}:\n${table.trim()}`);
        return match[1];
      };
      const [group, artifact, version] = [field("groupId"), field("artifactId"), field("version")];
      const file = `${artifact}-${version}.jar`;
      return {
        coordinate: `${group}:${artifact}:${version}`,
        file,
        sha256: field("sha256"),
        path: join(...group.split("."), artifact, version, file),
      };
    });
}

/**
 * Tells whether a file is exactly the jar that the lock means.
 *
 * @param {string} file
 * @param {Jar} jar
 * @returns {"ok" | "absent" | "different"}
 */
export function checkJar(file, jar) {
  let content;
  try {
    content = readFileSync(file);
  } catch (error) {
    if (error.code === "ENOENT") return "absent";
    throw error;
  }
  return createHash("sha256").update(content).digest("hex") === jar.sha256 ? "ok" : "different";
}
