"use strict";
const fs = require("node:fs");
const path = require("node:path");

/**
 * Knows the library's source files and when each was last written, so that an edit is noticed by asking (a few
 * milliseconds before a cell runs) instead of by file-system events, which may come late.
 *
 * @param {string} root the project's folder
 */
function createSources(root) {
  const folder = path.join(root, "src");

  /** @returns {Map<string, string>} each file's absolute path → a stamp that changes with every edit */
  function snapshot() {
    const stamps = new Map();
    for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = path.join(entry.parentPath ?? entry.path, entry.name);
      const stat = fs.statSync(file, { throwIfNoEntry: false });
      if (stat !== undefined) stamps.set(file, `${stat.mtimeMs}/${stat.size}`);
    }
    return stamps;
  }

  return { folder, snapshot };
}

/** The files that were added, removed or edited between two snapshots. */
function changes(before, after) {
  const edited = [...after.keys()].filter((file) => before.has(file) && before.get(file) !== after.get(file));
  const moved = [
    ...[...after.keys()].filter((file) => !before.has(file)),
    ...[...before.keys()].filter((file) => !after.has(file)),
  ];
  return { edited, moved };
}

module.exports = { createSources, changes };
