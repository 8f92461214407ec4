// How things end: shared by the launcher and by the watchdog that stands in when the launcher was killed.
import { spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const GRACE_MS = 10_000;
const POLL_MS = 50;

/** Asks JupyterLab to stop, which also ends its kernels, and insists after ten seconds. */
export async function endProcess(pid) {
  const deadline = Date.now() + GRACE_MS;
  let gone = !signal(pid, "SIGTERM");
  while (!gone && Date.now() < deadline) {
    await delay(POLL_MS);
    gone = !signal(pid, 0);
  }
  if (!gone) signal(pid, "SIGKILL");
}

/** Stops the embedded Kafka broker of this home, where one runs. */
export function stopBroker(root, stdio) {
  // In a session of its own: another Ctrl-C must not end it half way.
  const down = spawn(process.execPath, [path.join(root, "bin", "playhead.js"), "down"], {
    stdio,
    detached: true,
  });
  return new Promise((resolve) => down.on("close", resolve));
}

/** @returns {boolean} whether there is such a process */
function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if (error.code === "ESRCH") return false;
    throw error;
  }
}
