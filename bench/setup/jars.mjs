import { readFileSync } from "node:fs";
import { parseLock } from "../../setup/jar-lock.mjs";
import { collect, fetchWithJgo, jarsFingerprint } from "../../setup/jars.mjs";
import { digest } from "../../setup/stamp.mjs";
import { benchPlaces } from "./places.mjs";

/**
 * The jars that the bench needs beside the broker's, each verified against the lock.
 *
 * @type {import("../../setup/steps.mjs").Step}
 */
export const jars = {
  id: "bench-jars",
  needs: [],
  megabytes: 160,
  name: "Kafka Streams",

  key: ({ root }) => digest({ files: [benchPlaces(root).lock], values: [root] }),

  isThere: ({ root }, fingerprint) =>
    fingerprint !== "" && fingerprint === jarsFingerprint(root, benchPlaces(root).jars),

  async make({ root, env }) {
    const { lock, jars: finished } = benchPlaces(root);
    await collect({
      root,
      finished,
      locked: parseLock(readFileSync(lock, "utf8")),
      fetch: (missing, folder) => fetchWithJgo({ root, env, missing, folder, what: "Kafka Streams' jars" }),
    });
    return jarsFingerprint(root, finished);
  },
};
