import { PlayheadError } from "../errors";
import { defineProcessor, type Definition, type Parameters, type Processor } from "../processor/processor";
import { requireTime } from "../tracks/no-time";
import { momentOf, type TimeRange } from "./time-range";

export interface Window extends TimeRange {
  /**
   * Whether records before and after the window step the state, too: then the outputs are those that a run over the
   * whole log has there. Without, it is as if there were no others: a distance is one from the window's start.
   * Default true.
   */
  warmUp?: boolean;
}

/** The parameters that make a window part of a definition. */
const FROM = "window.from";
const TO = "window.to";
const WARM_UP = "window.warmUp";

/**
 * The processor in a window of event time, `[from, to)`: only records in it emit. Exact to the record, though those of a
 * partition need not be in the order of their times: each one's own time decides, so the whole log has to be read. A
 * record that can't be processed is a bad record wherever it lies, and so is one without a time (NO_EVENT_TIME).
 *
 * It is the same processor with the parameters `window.from`, `window.to` and `window.warmUp`, so that two windows are
 * two definitions. What the processor declares to read and write stays declared.
 *
 * @throws PlayheadError BAD_OPTION for a window without a moment in it, or around a processor that has one already
 * @example
 * inWindow(cumulativeDistance({ unit: "km" }), { from: "2023-03-09T12:00:00Z", to: "2023-03-09T13:00:00Z" })
 */
export function inWindow<State, Value, Output extends object>(
  processor: Processor<State, Value, Output>,
  window: Window,
): Processor<State, Value, Output> {
  const { warmUp = true } = window;
  const [from, to] = [momentOf("from", window.from), momentOf("to", window.to)];
  requireMoments(from, to);
  requireNoWindow(processor);
  const { name, initialState, step: inner } = processor;
  const { parameters, step } = defineProcessor<State, Value, Output>({
    name,
    parameters: {
      ...processor.parameters,
      [FROM]: new Date(from).toISOString(),
      [TO]: new Date(to).toISOString(),
      [WARM_UP]: warmUp,
    },
    initialState,
    step: (state, record) => {
      requireTime(record.timestamp, "a window of time");
      if (record.timestamp >= from && record.timestamp < to) return inner(state, record);
      return [warmUp ? inner(state, record)[0] : state];
    },
  });
  return { ...processor, parameters, step, stages: [processor] };
}

/** The window that a definition is bound to, or undefined for one that takes all records. */
export function windowOf({ parameters }: Pick<Definition, "parameters">): Required<Window> | undefined {
  const { [FROM]: from, [TO]: to, [WARM_UP]: warmUp } = parameters;
  if (typeof from !== "string" || typeof to !== "string") return undefined;
  return { from, to, warmUp: warmUp === true };
}

function requireMoments(from: number, to: number): void {
  if (from < to) return;
  throw new PlayheadError(
    "BAD_OPTION",
    "The window has no moment in it: it ends where it begins, or before",
    {
      remedy: "give a time `to` that is later than `from`",
    },
  );
}

function requireNoWindow({ name, parameters }: { name: string; parameters: Parameters }): void {
  if (windowOf({ parameters }) === undefined) return;
  throw new PlayheadError("BAD_OPTION", `${name} has a window already`, {
    remedy: "give the window that is meant to the processor without one",
  });
}
