"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { mendIdentifiers, hasTopLevelAwait } = require("./cell-syntax.cjs");
const { changes } = require("./sources.cjs");

// tslab offers no settings, so the compiler that it requires is given to it with two functions wrapped.
const compilerPath = require.resolve("@tslab/typescript-for-tslab");
const ts = require(compilerPath);
let wrapping;
require.cache[compilerPath].exports = {
  ...ts,
  createWatchCompilerHost: (files, options, system, ...rest) =>
    ts.createWatchCompilerHost(
      wrapping.files(files),
      wrapping.options(options),
      wrapping.system(system),
      ...rest,
    ),
  createWatchProgram(host) {
    const { afterProgramCreate } = host;
    host.afterProgramCreate = (builder) => afterProgramCreate(wrapping.builder(builder));
    return ts.createWatchProgram(host);
  },
  getPreEmitDiagnosticsOfFiles: (program, files) => wrapping.diagnostics(program, files),
};
const tslab = require("tslab/dist/converter");

/**
 * The type check and the translation of cells: tslab's, made strict, with "playhead" standing for src/index.ts.
 *
 * @returns a converter as tslab's executor wants it: convert, inspect, complete, addModule, close
 */
function createCellConverter({ root, sources }) {
  const index = path.join(sources.folder, "index.ts");
  let known = sources.snapshot();
  /** Edited since the kernel started and not yet found free of errors: checked with the cell that imports them. */
  const unchecked = new Set();
  let imported = [];
  let callbacks = new Map();
  let awaits = false;

  const created = () => {
    callbacks = new Map();
    wrapping = { files, options, system, builder, diagnostics };
    return tslab.createConverter({ isJS: false, isBrowser: false });
  };

  /** The library belongs to the program from the start, so that it isn't read anew for each cell that imports it. */
  function files(given) {
    return [...given, index];
  }

  function options(given) {
    const { disableTopLevelAwait: _, ...kept } = given; // without it `await (x)` and `for await` parse as well
    return {
      ...kept,
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      lib: ["lib.es2023.d.ts"],
      types: ["node"],
      paths: { playhead: [index] },
    };
  }

  /** Files on disk are not watched: those of src/ are looked at before each cell, those of packages stay. */
  function system(given) {
    const { watchFile } = given;
    given.watchFile = (file, callback, interval) => {
      const own = path.dirname(file) === root && !fs.existsSync(file); // a cell, or a module made of a cell
      if (own) return watchFile(file, callback, interval);
      callbacks.set(path.normalize(file), callback);
      return { close: () => callbacks.delete(path.normalize(file)) };
    };
    given.watchDirectory = () => ({ close: () => {} });
    return given;
  }

  /** What lies on disk is loaded by Node and tsx: only the cells themselves are translated. */
  function builder(given) {
    return Object.assign(Object.create(given), {
      getAllDependencies(file) {
        imported = given.getAllDependencies(file);
        return imported.filter((name) => !fs.existsSync(name));
      },
      emit(file, write, token, declarationsOnly, transformers) {
        const earlier = file.parent; // tslab makes the file of earlier cells' declarations the cell's parent
        const fromEarlierCell = (symbol) =>
          symbol?.declarations?.some((node) => node.getSourceFile() === earlier) ?? false;
        const mend = mendIdentifiers(ts, given.getProgram().getTypeChecker(), fromEarlierCell);
        awaits = hasTopLevelAwait(ts, file);
        return given.emit(file, write, token, declarationsOnly, { ...transformers, before: [mend] });
      },
    });
  }

  function diagnostics(program, files) {
    const edited = imported.filter((file) => unchecked.has(file)).map((file) => program.getSourceFile(file));
    const found = ts.getPreEmitDiagnosticsOfFiles(program, [...files, ...edited]);
    for (const file of edited) {
      if (!found.some((problem) => problem.file === file)) unchecked.delete(file.fileName);
    }
    return found;
  }

  function noticeEdits() {
    const now = sources.snapshot();
    const { edited, moved } = changes(known, now);
    known = now;
    for (const file of [...edited, ...moved]) unchecked.add(file);
    if (converter === undefined)
      converter = created(); // takes seconds: not before it is needed
    else if (moved.length > 0) {
      // What an import resolves to is remembered by the compiler, so new and lost files need a new one.
      converter.close();
      converter = created();
      return;
    }
    for (const file of edited) callbacks.get(file)?.(file, ts.FileWatcherEventKind.Changed);
  }

  let converter;
  return {
    convert(declared, cell) {
      noticeEdits();
      return { ...converter.convert(declared, cell), hasToplevelAwait: awaits };
    },
    inspect(...args) {
      noticeEdits();
      return withTagNames(converter.inspect(...args));
    },
    complete(...args) {
      noticeEdits();
      return converter.complete(...args);
    },
    addModule(...args) {
      noticeEdits();
      return converter.addModule(...args);
    },
    close: () => converter?.close(),
  };
}

/** tslab prints the text of doc tags without saying which they are: "@throws" and "@example" go in front of it. */
function withTagNames(info) {
  const named = ({ name, text = [] }) => ({
    name,
    text: name === "param" ? text : [{ text: `@${name} ` }, ...text],
  });
  return info && { ...info, tags: info.tags?.map(named) };
}

module.exports = { createCellConverter, version: ts.version };
