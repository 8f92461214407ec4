import { createHash } from "node:crypto";
import { PlayheadError } from "../errors";
import { codeText } from "./code-text";

/** One record as a processor's step sees it. */
export interface InputRecord<Value> {
  /** The record's key; state is kept per key. Records without one share the key "". */
  key: string;
  value: Value;
  /** Event time, ms since 1970 UTC; -1 where the record has none, as Kafka marks it. */
  timestamp: number;
  topic: string;
  partition: number;
  offset: number;
}

/** The next state, then an output, several, or nothing. */
export type StepResult<State, Output> = readonly [State, (Output | readonly Output[] | undefined)?];

/** The outputs of a step, in order: none, one or several. */
export function outputsOf<Output>([, output]: StepResult<unknown, Output>): readonly Output[] {
  if (output === undefined) return [];
  return isList(output) ? output : [output];
}

function isList<Output>(output: Output | readonly Output[]): output is readonly Output[] {
  return Array.isArray(output);
}

/** Parameters are data, so that they can be compared and shown: unit, algorithm, length of a window. */
export type Parameters = Readonly<Record<string, string | number | boolean>>;

/**
 * The JSON type of each field of a flat object. That of one that may be null has a question mark: `"number?"` reads a
 * number where there is one, and null where there is none or something else; it writes either.
 */
export type Fields<T> = {
  readonly [Name in keyof T]-?: null extends T[Name]
    ? `${FieldType<NonNullable<T[Name]>>}?`
    : FieldType<T[Name]>;
};

type FieldType<T> = T extends string
  ? "string"
  : T extends number
    ? "number"
    : T extends boolean
      ? "boolean"
      : never;

/** Fields as the engine sees them, whatever the processor. */
export type AnyFields = Readonly<Record<string, AnyFieldType>>;

type JsonType = "string" | "number" | "boolean";

export type AnyFieldType = JsonType | `${JsonType}?`;

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
  /** Another key than the record's own; possible above one partition only after repartitioning. */
  readonly key?: (record: InputRecord<Value>) => string;
  /** The fields that `step` sees of a value: all others are left out. */
  readonly reads?: AnyFields;
  /** The fields that make an output, in the order in which they are written: all others are left out. */
  readonly writes?: AnyFields;
  /** The processors that this one is made of, in the order of the flow: their definitions are part of its own. */
  readonly stages?: readonly Stage[];
}

/** A processor as its definition sees it, whatever its types. */
export type Stage = Pick<
  Processor<never, never, object>,
  "name" | "version" | "parameters" | "reads" | "writes" | "stages"
> & {
  readonly initialState: unknown;
  readonly parse: unknown;
  readonly step: unknown;
  readonly key?: unknown;
};

/** What a processor is made of: two that differ in any part of it can't share a run. */
export interface Definition {
  name: string;
  version: number;
  parameters: Parameters;
  /** SHA-256 of the code: the text of its functions, the initial state, the fields. 12 hexadecimal digits. */
  digest: string;
}

export interface ProcessorOptions<State, Value, Output extends object, Given extends Parameters> {
  name: string;
  /** Raise it whenever the meaning of the outputs changes; default 1. */
  version?: number;
  /** What the step is given besides state and record. Part of the definition, which captured variables are not. */
  parameters?: Given;
  initialState: State;
  step: (state: State, record: InputRecord<Value>, parameters: Given) => StepResult<State, Output>;
  /** Default: the value is taken as it was parsed. With `reads` it gets those fields only, their types checked. */
  parse?: (json: unknown) => Value;
  /** A key of the processor's own. Default: the record's. Above one partition it is refused. */
  key?: (record: InputRecord<Value>) => string;
  /**
   * The fields that the step needs, with their JSON types. They are then read from the record's bytes without making
   * an object of the whole record, which is several times faster; a record that lacks one is a bad record.
   */
  reads?: Fields<Value>;
  /** The fields of an output, with their JSON types, in the order in which they are to be written. Faster, too. */
  writes?: Fields<Output>;
  /** The processors that this one is made of, in the order of the flow: their definitions are part of its own. */
  stages?: readonly Stage[];
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
export function defineProcessor<State, Value, Output extends object, Given extends Parameters = Parameters>(
  options: ProcessorOptions<State, Value, Output, Given>,
): Processor<State, Value, Output> {
  if (!/^[\w.-]{1,100}$/.test(options.name)) {
    throw new PlayheadError("BAD_OPTION", `"${options.name}" can't be a processor's name`, {
      remedy: "use letters, digits, dots, hyphens and underscores, at most 100",
    });
  }
  const { name, version = 1, initialState, parse = (json) => json as Value, step } = options;
  const { key, reads, writes, stages } = options;
  const parameters = options.parameters ?? ({} as Given);
  return {
    name,
    version,
    parameters,
    initialState,
    parse,
    step: withText(String(step), (state, record) => step(state, record, parameters)),
    ...(key === undefined ? {} : { key }),
    ...(reads === undefined ? {} : { reads }),
    ...(writes === undefined ? {} : { writes }),
    ...(stages === undefined ? {} : { stages }),
  };
}

/**
 * The property of a function that holds the text it was written with, where it wraps the one that was written. A
 * registered symbol: a notebook that reloads this module still has processors of the earlier one.
 */
const TEXT = Symbol.for("playhead.function-text");

function withText<F extends (...given: never) => unknown>(text: string, wrapper: F): F {
  return Object.assign(wrapper, { [TEXT]: text });
}

/** Whether a step was made by {@link defineProcessor}. */
export function isDefinedStep(step: unknown): boolean {
  return typeof step === "function" && TEXT in step;
}

function textOf(written: unknown): string {
  return codeText((written as { [TEXT]?: string })[TEXT] ?? String(written));
}

/** A processor's definition. What its functions call in turn is not seen: raise `version` when that changes. */
export function definitionOf(processor: Stage): Definition {
  const { name, version, parameters } = processor;
  const digest = createHash("sha256").update(codeOf(processor).join("\n")).digest("hex").slice(0, 12);
  return { name, version, parameters: sorted(parameters), digest };
}

/** The text of its functions and what else they rest on. */
function codeOf({ initialState, parse, step, key, reads, writes, stages = [] }: Stage): string[] {
  return [
    JSON.stringify(initialState),
    textOf(parse),
    textOf(step),
    ...(key === undefined ? [] : [`key ${textOf(key)}`]),
    ...(reads === undefined ? [] : [`reads ${JSON.stringify(reads)}`]),
    ...(writes === undefined ? [] : [`writes ${JSON.stringify(writes)}`]),
    ...stages.flatMap((stage) => [`stage ${stage.name} ${stage.version}`, ...codeOf(stage)]),
  ];
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
