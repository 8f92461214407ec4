// Read by every Node that knows modules at all, so that an old one gets a sentence, not a syntax error.

export var MINIMUM_NODE = [20, 19];

/**
 * What is wrong with this version of Node, or "" when it will do.
 *
 * @param {string} version as in process.versions.node, e.g. "18.20.4"
 * @returns {string}
 */
export function nodeProblem(version) {
  var parts = version.split(".").map(Number);
  var newEnough = parts[0] > MINIMUM_NODE[0] || (parts[0] === MINIMUM_NODE[0] && parts[1] >= MINIMUM_NODE[1]);
  if (newEnough) return "";
  return (
    "Node " +
    version +
    " is too old: playhead needs Node " +
    MINIMUM_NODE.join(".") +
    " or newer.\n" +
    "What to do: install a current Node (nodejs.org, your package manager, or nvm), then run the command again."
  );
}
