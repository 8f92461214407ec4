import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseLock } from "../../setup/jar-lock.mjs";
import { classpathFile } from "../../setup/jars.mjs";

/**
 * Where the bench's own set-up puts things, all inside `.tools/bench`.
 *
 * @param {string} root the clone's folder
 */
export function benchPlaces(root) {
  const home = join(root, ".tools/bench");
  return {
    home,
    lock: join(root, "bench/setup/jars.lock.toml"),
    jars: join(home, "jars"),
    venv: join(home, "venv"),
    sources: join(root, "bench/contestants/streams"),
    classes: join(home, "classes"),
  };
}

/** The class path of a Java contestant: the broker's jars, Kafka Streams, our classes. @param {string} root */
export function benchClasspath(root) {
  const { lock, jars, classes } = benchPlaces(root);
  const own = parseLock(readFileSync(lock, "utf8")).map(({ file }) => join(jars, file));
  return [classes, ...own, readFileSync(classpathFile(root), "utf8").trim()].join(":");
}
