import { createHash } from "node:crypto";
import { PlayheadError } from "../errors";

/** One record as a processor's step sees it. */
export interface InputRecord<Value> {
  /** The record's key; state is kept per key. Records without one share the key "". */
  key: string;
  value: Value;
  /** Event time, ms since 1970 UTC. */
  timestamp: number;
  topic: string;
  partition: number;
  offset: number;
}

/** The next state, then an output, several, or nothing. */
export type StepResult<State, Output> = readonly [State, (Output | readonly Output[] | undefined)?];

/** Parameters are data, so that they can be compared and shown: unit, algorithm, length of a window. */
export type Parameters = Readonly<Record<string, string | number | boolean>>;

/**
 * A named, versioned function with state per key.
 *
 * `step` must be pure: its result depends on nothing but its arguments, and it does not change the state it is
 * given. State and outputs must survive JSON.
 */
export interface Processor<State, Value, Output extends object> {
  readonly name: string;
  readonly version: number;
  readonly parameters: Parameters;
  /** The state of a key before its first record. */
  readonly initialState: State;
  readonly step: (state: State, record: InputRecord<Value>) => StepResult<State, Output>;
  /** Checks one record's parsed JSON; what it throws is reported with the record's place in the log. */
  readonly parse: (json: unknown) => Value;
}

/** What a processor is made of: two that differ in any part of it can't share a run. */
export interface Definition {
  name: string;
  version: number;
  parameters: Parameters;
  /** SHA-256 of the code: the text of `parse` and `step`, and the initial state. 12 hexadecimal digits. */
  digest: string;
}

export interface ProcessorOptions<State, Value, Output extends object> {
  name: string;
  /** Raise it whenever the meaning of the outputs changes; default 1. */
  version?: number;
  parameters?: Parameters;
  initialState: State;
  step: (state: State, record: InputRecord<Value>) => StepResult<State, Output>;
  /** Default: the value is taken as it was parsed. */
  parse?: (json: unknown) => Value;
}

/**
 * Makes a processor of a plain function.
 *
 * @throws PlayheadError BAD_OPTION on an empty name
 * @example
 * const count = defineProcessor({
 *   name: "count", initialState: 0,
 *   step: (n: number, record: InputRecord<TrackPoint>) => [n + 1, { track_id: record.key, points: n + 1 }],
 * });
 */
export function defineProcessor<State, Value, Output extends object>(
  options: ProcessorOptions<State, Value, Output>,
): Processor<State, Value, Output> {
  if (!/^[\w.-]{1,100}$/.test(options.name)) {
    throw new PlayheadError("BAD_OPTION", `"${options.name}" can't be a processor's name`, {
      remedy: "use letters, digits, dots, hyphens and underscores, at most 100",
    });
  }
  const { name, version = 1, parameters = {}, initialState, step, parse = (json) => json as Value } = options;
  return { name, version, parameters, initialState, step, parse };
}

/** A processor's definition. What its functions call in turn is not seen: raise `version` when that changes. */
export function definitionOf<State, Value, Output extends object>(
  processor: Processor<State, Value, Output>,
): Definition {
  const { name, version, parameters, initialState } = processor;
  const code = [JSON.stringify(initialState), plain(String(processor.parse)), plain(String(processor.step))];
  const digest = createHash("sha256").update(code.join("\n")).digest("hex").slice(0, 12);
  return { name, version, parameters: sorted(parameters), digest };
}

const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/;
const COMMENT = /\/\/.*|\/\*[^]*?\*\//;
const TOKENS = new RegExp(`(${STRING.source})|${COMMENT.source}|void 0|[\\s;]+`, "g");

/**
 * A function's text without what depends on who wrote it down, not on what it does: notebook, command line and tests
 * have compilers of their own. Those differ in layout, comments, quotes and in how they write `undefined`.
 */
function plain(code: string): string {
  return code.replace(TOKENS, (token, string?: string) => {
    if (string !== undefined) return `"${string.slice(1, -1)}"`;
    return token === "void 0" ? "undefined" : "";
  });
}

function sorted(parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether two definitions are the same in every part. */
export function sameDefinition(a: Definition, b: Definition): boolean {
  return JSON.stringify(asTuple(a)) === JSON.stringify(asTuple(b));
}

function asTuple({ name, version, parameters, digest }: Definition): unknown[] {
  return [name, version, sorted(parameters), digest];
}

/** A definition in one line: `cumulative-distance 1 (algorithm geodesic, unit mi)`. */
export function definitionText({ name, version, parameters }: Definition): string {
  const list = Object.entries(parameters).map(([parameter, value]) => `${parameter} ${value}`);
  return `${name} ${version}${list.length === 0 ? "" : ` (${list.join(", ")})`}`;
}
