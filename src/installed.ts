import { readFileSync } from "node:fs";
import path from "node:path";
import { IS_PACKAGE, PROJECT_ROOT } from "./config";

/** What brings Kafka and Java into the project's folder. */
export const SET_UP_COMMAND = IS_PACKAGE ? "npx playhead setup" : "npm run setup";

/** Of this program, by https://semver.org: that of package.json. */
export const VERSION = (
  JSON.parse(readFileSync(path.join(PROJECT_ROOT, "package.json"), "utf8")) as { version: string }
).version;
