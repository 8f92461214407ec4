// Runs a command and ends it, with all it started, as soon as the set-up that asked for it is gone, kill -9 included:
// the set-up holds the other end of this process's standard input. Without it, a killed set-up would leave an installer
// writing into the very folder that the next set-up is working on.
import { spawn } from "node:child_process";

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { detached: true, stdio: ["ignore", "inherit", "inherit"] });

/** @param {NodeJS.Signals} signal */
function end(signal) {
  try {
    // Its own process group: whatever the command started ends with it.
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

child.on("error", (error) => {
  process.stderr.write(`${command}: ${error.message}\n`);
  process.exit(127);
});
child.on("exit", (code, signal) => process.exit(signal === null ? code : 128));
process.stdin
  .on("end", () => end("SIGKILL"))
  .on("error", () => end("SIGKILL"))
  .resume();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => end(signal));
