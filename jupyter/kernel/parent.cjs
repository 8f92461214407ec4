"use strict";
const { Worker } = require("node:worker_threads");

/** How often the parent is looked for, and how long an orderly end may take before the process is killed. */
const POLL_MS = 500;
const GRACE_MS = 2000;

/**
 * Ends this process when the one that started it is gone. The looking is done on a thread of its own, because a cell
 * in an endless loop never lets the main thread look.
 *
 * @param {() => void} onOrphaned the orderly end, where the main thread still can
 */
function watchParent(onOrphaned) {
  const watcher = new Worker(
    `const { parentPort } = require("node:worker_threads");
     const parent = process.ppid;
     const timer = setInterval(() => {
       if (process.ppid === parent) return;
       clearInterval(timer);
       parentPort.postMessage("orphaned");
       setTimeout(() => process.kill(process.pid, "SIGKILL"), ${GRACE_MS});
     }, ${POLL_MS});`,
    { eval: true, stdout: false, stderr: false },
  );
  watcher.on("message", onOrphaned);
  watcher.unref();
}

module.exports = { watchParent };
