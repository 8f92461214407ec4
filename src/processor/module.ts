import { statSync, type Stats } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { PlayheadError } from "../errors";
import { isDefinedStep, type Parameters, type Processor } from "./processor";

/** A processor whose types nobody here knows: its file does. */
export type LoadedProcessor = Processor<unknown, unknown, object>;

const EXTENSIONS = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];

/**
 * Loads a processor from a file: the default export of a TypeScript or JavaScript module, be it CommonJS or ESM, or what
 * the default export makes of the parameters if it is a function. Wherever the file lies, it may import from
 * "playhead" (bin/playhead.js sees to that) and gets the very modules that are running.
 *
 * @param file absolute, or relative to the working directory
 * @throws PlayheadError BAD_PROCESSOR where there is no such file, it throws when it is loaded or called, or what it
 *   exports is no processor; BAD_OPTION where the file's function throws that about its parameters, or where there are
 *   parameters and it has no function to take them
 * @example
 * loadProcessor("smooth-speed.ts", { seconds: 60 });
 */
export function loadProcessor(file: string, parameters: Parameters = {}): LoadedProcessor {
  const resolved = path.resolve(file);
  requireFile(file, resolved);
  const exported = defaultExport(load(file, resolved));
  if (typeof exported === "function") {
    return requireProcessor(file, call(file, exported as Maker, parameters), "its function returns");
  }
  const processor = requireProcessor(file, exported, "its default export is");
  if (Object.keys(parameters).length === 0) return processor;
  throw new PlayheadError("BAD_OPTION", `${file} takes no parameters: it exports a processor as it is`, {
    remedy: "leave the parameters out, or export a function that makes the processor of them",
  });
}

type Maker = (parameters: Parameters) => unknown;

function requireFile(file: string, resolved: string): void {
  const found = statOf(file, resolved);
  if (found === undefined) {
    throw badProcessor(file, "there is no such file", `look for it from ${process.cwd()}`);
  }
  if (!found.isFile())
    throw badProcessor(file, "it is not a file", "name the file that exports the processor");
  if (EXTENSIONS.includes(path.extname(resolved))) return;
  throw badProcessor(file, "it is no module", `give it a name that ends in ${EXTENSIONS.join(", ")}`);
}

function statOf(file: string, resolved: string): Stats | undefined {
  try {
    return statSync(resolved, { throwIfNoEntry: false });
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw badProcessor(file, `it can't be looked at (${code})`, "check its path", error);
  }
}

function load(file: string, resolved: string): unknown {
  try {
    return createRequire(resolved)(resolved) as unknown;
  } catch (error) {
    const reason = `it fails when it is loaded: ${reasonOf(error, resolved)}`;
    throw badProcessor(file, reason, "mend the file", error);
  }
}

function call(file: string, make: Maker, parameters: Parameters): unknown {
  try {
    return make(parameters);
  } catch (error) {
    // What the library says about an option speaks for itself.
    if (error instanceof PlayheadError) throw error;
    const given = Object.keys(parameters).join(", ") || "none";
    const remedy = `mend its function, or give it the parameters that it needs (given now: ${given})`;
    throw badProcessor(file, `its function fails: ${reasonOf(error, path.resolve(file))}`, remedy, error);
  }
}

/** `export default` of an ESM file; of a CommonJS one what Node takes for it, too: `module.exports`. */
function defaultExport(module: unknown): unknown {
  if (!isObject(module)) return module;
  if ("default" in module) return module.default;
  return "__esModule" in module || Object.keys(module).length === 0 ? undefined : module;
}

function requireProcessor(file: string, value: unknown, whatItIs: string): LoadedProcessor {
  if (isProcessor(value)) return value;
  if (value === undefined && whatItIs.startsWith("its default")) {
    throw badProcessor(file, "it has no default export", HOW_TO_EXPORT);
  }
  throw badProcessor(file, `${whatItIs} ${kindOf(value)}, not a processor`, HOW_TO_EXPORT);
}

const HOW_TO_EXPORT = "write `export default defineProcessor({ … })`, or export a function that returns one";

function isProcessor(value: unknown): value is LoadedProcessor {
  return (
    isObject(value) &&
    typeof value.name === "string" &&
    typeof value.parse === "function" &&
    isDefinedStep(value.step)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (value instanceof Promise) return "a promise";
  if (Array.isArray(value)) return "a list";
  if (!isObject(value)) return `a ${typeof value}`;
  if ("step" in value) return "a plain object with a step, which defineProcessor has not seen";
  return `an object with ${Object.keys(value).slice(0, 5).join(", ") || "nothing in it"}`;
}

/** What was thrown, and at which line of the file. */
function reasonOf(error: unknown, resolved: string): string {
  if (!(error instanceof Error)) return String(error);
  const [, place] = error.stack?.split(`${resolved}:`) ?? [];
  const line = /^\d+/.exec(place ?? "")?.[0];
  return line === undefined || error.message.includes(resolved)
    ? error.message
    : `${error.message} (line ${line})`;
}

function badProcessor(file: string, reason: string, remedy: string, cause?: unknown): PlayheadError {
  return new PlayheadError("BAD_PROCESSOR", `${file} is no processor that can be used: ${reason}`, {
    remedy,
    ...(cause === undefined ? {} : { cause }),
  });
}
