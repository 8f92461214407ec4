import { PlayheadError } from "../errors";
import { table, type Table } from "../view/table";

/** What each processor has for a key; nothing where it has put nothing out, or no number. */
export type SideBySideRow<Name extends string> = { key: string } & { [Processor in Name]?: number };

/** Digits after the point, such that neighbours can be told apart and numbers of any size stay readable. */
const SIGNIFICANT = 7;

/**
 * A row for each key, a column for each processor; keys in the order in which they come.
 *
 * @param outputs by processor and key
 * @throws PlayheadError BAD_OPTION where no output has such a number, or a processor is called as the keys' column is
 */
export function sideBySide<Name extends string>(
  outputs: ReadonlyMap<Name, ReadonlyMap<string, unknown>>,
  field: string,
): Table<SideBySideRow<Name>> {
  if (outputs.has("key" as Name)) {
    throw new PlayheadError("BAD_OPTION", "A processor can't be called key here: that is another column", {
      remedy: "give it another name",
    });
  }
  const keys = [...new Set([...outputs.values()].flatMap((last) => [...last.keys()]))];
  const numbers: number[] = [];
  const rows = keys.map((key) => {
    const row: Record<string, unknown> = { key };
    for (const [name, last] of outputs) {
      const value = valueOf(last.get(key), field);
      if (typeof value !== "number") continue;
      row[name] = value;
      numbers.push(value);
    }
    return row as SideBySideRow<Name>;
  });
  if (numbers.length === 0) {
    throw new PlayheadError("BAD_OPTION", `No output has a number in its field ${JSON.stringify(field)}`, {
      remedy: "name a field of the outputs that is a number",
    });
  }
  const digits = digitsFor(numbers);
  return table(
    rows,
    [
      { title: "key", value: ({ key }) => key },
      ...[...outputs].map(([name, last]) => ({
        title: name,
        ...unitOf(last),
        digits,
        align: "right" as const,
        value: (row: SideBySideRow<Name>) => row[name],
      })),
    ],
    { caption: `${field}, the last of each key` },
  );
}

/** Whether any of the outputs has a number in that field. */
export function hasNumber(last: ReadonlyMap<string, unknown>, field: string): boolean {
  return [...last.values()].some((output) => typeof valueOf(output, field) === "number");
}

function valueOf(output: unknown, field: string): unknown {
  return (output as Record<string, unknown> | undefined)?.[field];
}

/** The outputs' unit, where they agree on one. */
function unitOf(last: ReadonlyMap<string, unknown>): { unit?: string } {
  const units = new Set([...last.values()].map((output) => valueOf(output, "unit")));
  const [unit] = units;
  return units.size === 1 && typeof unit === "string" ? { unit } : {};
}

function digitsFor(numbers: readonly number[]): number {
  const largest = numbers.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  const before = largest < 1 ? 1 : Math.floor(Math.log10(largest)) + 1;
  return Math.max(SIGNIFICANT - before, 0);
}
