"use strict";
const { createExecutor } = require("tslab/dist/executor");
const { bundleOf } = require("./display.cjs");
const { TypeCheckError, KeyboardInterrupt } = require("./failures.cjs");

/**
 * Runs one cell at a time; a cell that fails rejects. tslab's executor prints what goes wrong and what the last
 * expression gave: here it "prints" into a record of the cell.
 *
 * What runs in the kernel finds under `Symbol.for("playhead.kernel")` the running cell's `signal`, which aborts when
 * the cell is interrupted or fails, and the set `closers`: functions that close what is open when the kernel ends.
 */
function createCellRunner({ root, converter, library }) {
  /** The running cell. */
  let cell;
  const printer = {
    log: (value) => (cell.value = value),
    error: (first, ...rest) =>
      rest.length > 0 ? cell.problems.push(problemOf(rest)) : cell.thrown.push(first),
  };
  const converters = { node: converter, browser: converter, close: () => converter.close() };
  const executor = createExecutor(root, converters, printer);
  const closers = new Set();
  globalThis[Symbol.for("playhead.kernel")] = { closers, signal: () => cell?.abort.signal };
  const requireOther = globalThis.__tslab__.require;
  globalThis.__tslab__.require = (id) => (id === "playhead" ? library.load() : requireOther(id));

  /** @param showBundle called with the MIME bundle of the last expression's value, where it has one */
  async function run(code, showBundle) {
    const own = {
      problems: [],
      thrown: [],
      value: undefined,
      stoppedBy: [],
      stop: undefined,
      abort: new AbortController(),
    };
    const stopped = new Promise((_, reject) => (own.stop = reject));
    stopped.catch((reason) => own.stoppedBy.push(reason));
    cell = own;
    try {
      const done = await executor.execute(code);
      if (own.stoppedBy.length > 0) await stopped;
      if (own.problems.length > 0) throw new TypeCheckError(own.problems, code);
      if (!done) throw isBroken(own.thrown[0]) ? interruption() : own.thrown[0];
      // One turn of the event loop: only then does Node say which rejected promises nobody awaits.
      await Promise.race([stopped, new Promise((resolve) => setImmediate(resolve))]);
      await Promise.race([stopped, show(own.value, showBundle)]);
    } catch (thrown) {
      own.abort.abort(thrown);
      throw thrown;
    } finally {
      cell = undefined;
    }
  }

  /** Ends the running cell with that error. @returns false where none is running */
  function fail(error) {
    if (cell === undefined) return false;
    cell.stop(error);
    executor.interrupt();
    return true;
  }

  /** Does beforehand, while a reader still reads, what the first cells would take their time for. */
  function warmUp() {
    converter.convert("", "");
    try {
      library.load();
    } catch {
      // A library that can't be loaded is reported by the cell that imports it.
    }
  }

  function interruption() {
    library.afterInterrupt();
    return new KeyboardInterrupt();
  }

  return {
    run,
    fail,
    warmUp,
    interrupt: () => fail(interruption()),
    inspect: executor.inspect,
    complete: executor.complete,
    close: () => Promise.allSettled([...closers].map(async (close) => close())),
  };
}

async function show(value, showBundle) {
  if (value === undefined) return;
  const bundle = await bundleOf(value);
  if (bundle === undefined) console.log(value);
  else showBundle(bundle);
}

/** A line of the type check as tslab prints it: "%s%d:%d - %s". */
function problemOf([file, line, column, text]) {
  return { file: file.trim(), line, column, text };
}

/** Node's own error for a synchronous loop that SIGINT broke. */
function isBroken(thrown) {
  return thrown?.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";
}

module.exports = { createCellRunner };
