import { spawn } from "node:child_process";
import type { BrokerFiles } from "./home";

/**
 * Waits for the owner ($1) to be gone, then ends the broker ($2), which is known by the settings ($3) on its command
 * line: its process id may have been given to a stranger since. A shell, because it weighs a megabyte.
 */
const SCRIPT = `
ours() {
  grep -qsF -- "$3" "/proc/$2/cmdline" || ps -ww -o command= -p "$2" 2>/dev/null | grep -qF -- "$3"
}
while kill -0 "$1" 2>/dev/null; do
  ours "$@" || exit 0
  sleep 1
done
ours "$@" && kill -TERM "$2"
for second in 1 2 3 4 5 6 7 8 9 10; do
  ours "$@" || exit 0
  sleep 1
done
ours "$@" && kill -KILL "$2"
`;

/**
 * Lets the broker live no longer than the process that `PLAYHEAD_OWNER_PID` names: for throw-away homes, whose broker
 * nobody would stop once their owner has been killed. Without the variable a broker belongs to its home and stays.
 */
export function watchOwner(brokerPid: number, files: BrokerFiles, env = process.env): void {
  const owner = env["PLAYHEAD_OWNER_PID"];
  if (!owner) return;
  // Detached, since a signal to the owner's process group is what it is there for.
  spawn("/bin/sh", ["-c", SCRIPT, "playhead-watchdog", owner, String(brokerPid), files.properties], {
    detached: true,
    stdio: "ignore",
    cwd: "/",
  }).unref();
}
