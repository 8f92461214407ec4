// The plain function for `playhead process --processor FILE --workers N`: each worker notes in the home when it has
// loaded it. They begin once all have.
import fs from "node:fs";
import path from "node:path";

const home = process.env["PLAYHEAD_HOME"];
if (home === undefined) throw new Error("PLAYHEAD_HOME is not set: there is no place for the note");
fs.appendFileSync(path.join(home, "began"), `${JSON.stringify({ began: Date.now() })}\n`);

export { default } from "./plain";
