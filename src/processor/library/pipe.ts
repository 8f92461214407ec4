import { PlayheadError } from "../../errors";
import { makeFieldPicker } from "../fields/pick";
import { defineProcessor, outputsOf, type Parameters, type Processor } from "../processor";

/** A stage as the pipe sees it, which does not know the types that its neighbours agree on. */
type Stage = Processor<unknown, unknown, object>;

/**
 * Chains processors into one: each output of a stage is the next stage's record, with the key, time and place of the
 * record it stems from. The pipe puts out what its last stage puts out: nothing, one or several per record.
 *
 * It is as if there were a topic between two stages. So the next one's `parse` checks what it is given, and what it
 * `reads` is all it sees. But the state of all stages is one, and a rewind takes them all along.
 *
 * Its name is the stages' names joined by dots, its parameters are theirs: `reject-outliers.kmPerHour`. Stages that
 * can't be told apart by their names are numbered: `rolling-average#2.count`. Whatever changes in a stage changes the
 * pipe's definition. For more than five stages put a pipe into a pipe.
 *
 * @throws PlayheadError BAD_OPTION for a later stage with a `key` of its own (the state is kept by the pipe's), or
 *   names that make more than 100 characters
 * @example
 * pipe(deduplicate({ field: "id" }), rejectOutliers({ kmPerHour: 200 }), cumulativeDistance({ unit: "km" }))
 */
export function pipe<A, Input, AOut extends BIn & object, B, BIn, Output extends object>(
  a: Processor<A, Input, AOut>,
  b: Processor<B, BIn, Output>,
): Processor<readonly [A, B], Input, Output>;
export function pipe<
  A,
  Input,
  AOut extends BIn & object,
  B,
  BIn,
  BOut extends CIn & object,
  C,
  CIn,
  Output extends object,
>(
  a: Processor<A, Input, AOut>,
  b: Processor<B, BIn, BOut>,
  c: Processor<C, CIn, Output>,
): Processor<readonly [A, B, C], Input, Output>;
export function pipe<
  A,
  Input,
  AOut extends BIn & object,
  B,
  BIn,
  BOut extends CIn & object,
  C,
  CIn,
  COut extends DIn & object,
  D,
  DIn,
  Output extends object,
>(
  a: Processor<A, Input, AOut>,
  b: Processor<B, BIn, BOut>,
  c: Processor<C, CIn, COut>,
  d: Processor<D, DIn, Output>,
): Processor<readonly [A, B, C, D], Input, Output>;
export function pipe<
  A,
  Input,
  AOut extends BIn & object,
  B,
  BIn,
  BOut extends CIn & object,
  C,
  CIn,
  COut extends DIn & object,
  D,
  DIn,
  DOut extends EIn & object,
  E,
  EIn,
  Output extends object,
>(
  a: Processor<A, Input, AOut>,
  b: Processor<B, BIn, BOut>,
  c: Processor<C, CIn, COut>,
  d: Processor<D, DIn, DOut>,
  e: Processor<E, EIn, Output>,
): Processor<readonly [A, B, C, D, E], Input, Output>;
// The overloads vouch for the types between the stages, which no one signature for any number of them can name.
export function pipe(...given: readonly unknown[]): unknown {
  const stages = given as readonly Stage[];
  const [first, last] = [stages[0], stages.at(-1)];
  if (first === undefined || last === undefined) {
    throw new PlayheadError("BAD_OPTION", "A pipe without stages", {
      remedy: "give it two or more processors",
    });
  }
  const entries = stages.map((stage, index) =>
    index === 0 ? asItIs : entry(stages[index - 1] as Stage, stage),
  );
  return defineProcessor<readonly unknown[], unknown, object>({
    name: stages.map(({ name }) => name).join("."),
    parameters: mergedParameters(stages),
    initialState: stages.map(({ initialState }) => initialState),
    parse: first.parse,
    ...(first.key === undefined ? {} : { key: first.key }),
    ...(first.reads === undefined ? {} : { reads: first.reads }),
    ...(last.writes === undefined ? {} : { writes: last.writes }),
    stages,
    step: (states, record) => {
      const after: unknown[] = [];
      let values: readonly unknown[] = [record.value];
      for (const [index, stage] of stages.entries()) {
        const outputs: object[] = [];
        let state = states[index];
        for (const one of values) {
          const value = entries[index]?.(one);
          const result = stage.step(state, { ...record, value });
          state = result[0];
          outputs.push(...outputsOf(result));
        }
        after.push(state);
        values = outputs;
      }
      return [after, values];
    },
  });
}

function asItIs(value: unknown): unknown {
  return value;
}

/** How a stage reads what the one before it has put out. */
function entry(before: Stage, stage: Stage): (output: unknown) => unknown {
  if (stage.key !== undefined) {
    throw new PlayheadError(
      "BAD_OPTION",
      `${stage.name} has a key of its own, and is not the first of a pipe`,
      {
        remedy: "put it first, or process its records from a topic of their own",
      },
    );
  }
  const fields = stage.reads ?? before.writes;
  if (fields === undefined) return (output) => stage.parse(output);
  const pick = makeFieldPicker(fields);
  return (output) => stage.parse(pick(output));
}

function mergedParameters(stages: readonly Stage[]): Parameters {
  const prefixes = stages.map(({ name }, index) =>
    stages.some((other, at) => at !== index && alike(name, other.name)) ? `${name}#${index + 1}` : name,
  );
  return Object.fromEntries(
    stages.flatMap(({ parameters }, index) =>
      Object.entries(parameters).map(([name, value]) => [`${prefixes[index]}.${name}`, value]),
    ),
  );
}

/** Whether a parameter after the one name could be mistaken for one after the other: "a" and "a.b", which has dots. */
function alike(a: string, b: string): boolean {
  return `${a}.`.startsWith(`${b}.`) || `${b}.`.startsWith(`${a}.`);
}
