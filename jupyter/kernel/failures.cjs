"use strict";
const path = require("node:path");
const { inspect } = require("node:util");

/**
 * A cell that doesn't pass the type check; its message is the whole report.
 * Each problem has `line` and `column` (from 1), `text`, and a `file` where it isn't in the cell.
 */
class TypeCheckError extends Error {
  name = "TypeCheckError";
  constructor(problems, cell) {
    super(problems.map((problem, index) => describeProblem(problem, problems[index - 1], cell)).join("\n"));
  }
  describe() {
    return this.message;
  }
}

/** Named as IPython names it, which is what front ends know. */
class KeyboardInterrupt extends Error {
  name = "KeyboardInterrupt";
  constructor() {
    super("The cell was interrupted. Variables that it declared are not defined.");
  }
  describe() {
    return this.message;
  }
}

/** The compiler explains a problem in several lines with one place: only the first of them names the place. */
function describeProblem({ file, line, column, text }, before, cell) {
  if (before?.line === line && before.column === column) return `  ${text}`;
  if (file) return `${file}, line ${line}, column ${column}: ${text}`;
  const source = cell.split("\n")[line - 1] ?? "";
  return `Line ${line}, column ${column}: ${text}\n    ${source}\n    ${" ".repeat(column - 1)}^`;
}

/**
 * What Jupyter's `error` message says of something thrown. An error that can `describe()` itself (PlayheadError) is
 * shown in its own words, without stack frames; of others the frames in the cell and in src/ are kept.
 *
 * @returns {{ ename: string, evalue: string, traceback: string[] }}
 */
function failureContent(thrown, root) {
  if (!isError(thrown)) {
    const text = inspect(thrown);
    return { ename: "Thrown", evalue: text, traceback: [`Thrown: ${text}`] };
  }
  const ename = typeof thrown.code === "string" ? thrown.code : thrown.name;
  if (typeof thrown.remedy === "string" && typeof thrown.code === "string") {
    return { ename, evalue: thrown.message, traceback: explained(thrown) };
  }
  if (typeof thrown.describe === "function") {
    return { ename, evalue: thrown.message, traceback: String(thrown.describe()).split("\n") };
  }
  return { ename, evalue: thrown.message, traceback: tracebackOf(thrown, root) };
}

/** Colours as in terminals (ECMA-48 SGR), which every front end draws in the box that it shows errors in. */
const HEADLINE = "\u001b[1;31m";
const BOLD = "\u001b[1m";
const PLAIN = "\u001b[0m";

/** The code, what happened, and what to do, for an error that says all three. */
function explained({ code, message, remedy }) {
  const remedyLines = remedy.split("\n");
  return [
    `${HEADLINE}${code}${PLAIN}`,
    ...message.split("\n"),
    `${BOLD}What to do:${PLAIN} ${remedyLines[0]}`,
    ...remedyLines.slice(1),
  ];
}

function tracebackOf(error, root, seen = new Set()) {
  seen.add(error);
  const lines = [`${error.name}: ${error.message}`, ...framesOf(error, root)];
  const beneath = [...(error.errors ?? []), error.cause].filter(
    (inner) => isError(inner) && !seen.has(inner),
  );
  for (const inner of beneath) {
    const [first, ...rest] =
      typeof inner.describe === "function" ? inner.describe().split("\n") : tracebackOf(inner, root, seen);
    lines.push(`Caused by ${first}`, ...rest);
  }
  return lines;
}

/** Frames of the cell and of the library; line numbers in the cell would be those of its JavaScript: left out. */
function framesOf(error, root) {
  const frames = String(error.stack)
    .split("\n")
    .filter((line) => /^\s+at /.test(line));
  const source = path.join(root, "src") + path.sep;
  return frames.flatMap((frame) => {
    const name = /at (?:async )?([\w$.<> ]+) \(/.exec(frame)?.[1];
    if (frame.includes("evalmachine.<anonymous>")) return name ? [`    at ${name} (in a cell)`] : [];
    return frame.includes(source) ? [frame.replace(root + path.sep, "")] : [];
  });
}

/** By shape, because what a reloaded library throws is made by another class of the same name. */
function isError(value) {
  return typeof value === "object" && value !== null && "message" in value && "name" in value;
}

module.exports = { TypeCheckError, KeyboardInterrupt, failureContent };
