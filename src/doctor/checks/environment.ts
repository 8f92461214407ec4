import fs from "node:fs";
import { readClientConfig } from "../../client-config/read";
import { fine, hint, wrong, type Check, type Laptop } from "../check";

/** Environment variables that change how the workbook behaves, and are often forgotten. */
export const environment: Check = {
  name: "environment",
  look: (laptop) => {
    const { dataFile } = laptop.config;
    if (laptop.env["PLAYHEAD_DATA"] && !fs.existsSync(dataFile)) {
      return wrong(
        `PLAYHEAD_DATA names ${dataFile}, which is not there`,
        "correct it, or unset PLAYHEAD_DATA.",
      );
    }
    const clashes = findClashes(laptop);
    if (clashes.length === 0) return fine("nothing that clashes");
    return hint(clashes.map(({ what }) => what).join("; "), clashes.map(({ remedy }) => remedy).join(" "));
  },
};

/** What is set and may surprise. */
function findClashes({ env, config }: Pick<Laptop, "env" | "config">): { what: string; remedy: string }[] {
  const clashes: { what: string; remedy: string }[] = [];
  if (config.brokers !== undefined && config.prefix === "") {
    clashes.push({
      what: `${env["KAFKA_BROKERS"] ? "KAFKA_BROKERS" : "KAFKA_CONFIG"} is set without PLAYHEAD_PREFIX`,
      remedy: "On a cluster that others use, set PLAYHEAD_PREFIX=yourname-, lest you share their topics.",
    });
  }
  for (const what of config.warnings ?? []) {
    clashes.push({ what, remedy: "Mend what is said of the cluster's settings, for others' sake, too." });
  }
  const { unused } = readClientConfig(env);
  if (unused.length > 0) {
    clashes.push({
      what: `no effect here: ${unused.join(", ")} (KAFKA_CONFIG)`,
      remedy: "What is read, and what playhead decides by itself, is in docs/clusters.md.",
    });
  }
  const set = (names: readonly string[]): string[] => names.filter((name) => env[name]);
  const python = set(["PYTHONPATH", "PYTHONHOME"]);
  if (python.length > 0) {
    clashes.push({
      what: `${python.join(" and ")} set`,
      remedy: "Unset it: JupyterLab would load packages of another Python.",
    });
  }
  const options = set(["NODE_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"]);
  if (options.length > 0) {
    clashes.push({
      what: `${options.join(" and ")} set`,
      remedy: "Unset it unless you know that it does no harm here.",
    });
  }
  const proxies = set(["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]);
  const spared = (env["no_proxy"] ?? env["NO_PROXY"] ?? "").split(/[\s,]+/);
  if (proxies.length > 0 && !spared.some((name) => name === "*" || name.startsWith("127."))) {
    clashes.push({
      what: `${proxies.join(" and ")} set, and NO_PROXY does not spare 127.0.0.1`,
      remedy: "Set NO_PROXY=localhost,127.0.0.1, or the browser may ask the proxy for JupyterLab.",
    });
  }
  return clashes;
}
