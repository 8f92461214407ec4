import { PlayheadError } from "../errors";
import { table, type Table } from "../view/table";
import type { Replay } from "./replay-report";

/** One key: its last number by each processor, divided by that of the one that is taken for right. */
export interface RatioRow<Name extends string = string> {
  key: string;
  /** What the one that is taken for right says. */
  right: number;
  /** `null` where a processor has no result for the key, or the right one is 0. */
  ratios: Readonly<Record<Name, number | null>>;
}

const DIGITS = 4;

/**
 * The last outputs of several processors over one reading, each divided by that of one of them, key by key: how many
 * times too large a number is, by which explanation. Keys without a result of the right one are left out.
 *
 * @param right the name of the processor that is taken for right
 * @param field of the outputs, a number; default `distance`
 * @throws PlayheadError BAD_OPTION where there is no such processor, or its outputs have no number by that name
 * @example
 * ratios(await workbook.replay(topic, {}, { twice: km, right: pipe(deduplicate({ field: "id" }), km) }), "right");
 */
export function ratios<Name extends string>(
  replayed: Replay<Name>,
  right: Name,
  field = "distance",
): Table<RatioRow<Name>> {
  const names = Object.keys(replayed.processors) as Name[];
  const numbers = new Map(names.map((name) => [name, numbersOf(replayed.lastOutputs(name), field)]));
  const truth = numbersOf(replayed.lastOutputs(right), field);
  if (truth.size === 0) throw noNumber(right, field);
  const rows = [...truth].map(([key, value]): RatioRow<Name> => ({
    key,
    right: value,
    ratios: Object.fromEntries(
      names.map((name) => [name, divided(numbers.get(name)?.get(key), value)]),
    ) as Record<string, number | null> as Record<Name, number | null>,
  }));
  return table(
    rows,
    [
      { title: "key", value: ({ key }) => key },
      { title: `${field}, ${right}`, value: (row) => row.right, digits: DIGITS },
      ...names
        .filter((name) => name !== right)
        .map((name) => ({ title: name, value: (row: RatioRow<Name>) => row.ratios[name], digits: DIGITS })),
    ],
    { caption: `each ${field} divided by the one by “${right}”; - where there is none` },
  );
}

function numbersOf(outputs: ReadonlyMap<string, unknown>, field: string): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const [key, output] of outputs) {
    const number = (output as Readonly<Record<string, unknown>>)[field];
    if (typeof number === "number") numbers.set(key, number);
  }
  return numbers;
}

function divided(number: number | undefined, right: number): number | null {
  return number === undefined || right === 0 ? null : number / right;
}

function noNumber(name: string, field: string): PlayheadError {
  return new PlayheadError("BAD_OPTION", `The outputs of ${name} have no number called ${field}`, {
    remedy: "name a field of them that is a number",
  });
}
