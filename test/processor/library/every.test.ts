import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { declaredType } from "../../../src/processor/fields/shape";
import type { AnyFields, Processor } from "../../../src/processor/processor";
import { EXAMPLES } from "./examples";
import { fold, foldRestarted, points } from "./fold";

const all = Object.entries(EXAMPLES) as [string, Processor<unknown, unknown, object>][];

describe.each(all)("%s", (_, processor) => {
  test("goes on the same after its state was written down and read back, and never changes what it is given", () => {
    fc.assert(
      fc.property(points, (records) => {
        const { outputs, states } = foldRestarted(processor, records);
        expect(outputs).toEqual(fold(processor, records));
        for (const state of states) expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state);
        for (const output of outputs.flat()) expect(JSON.parse(JSON.stringify(output))).toStrictEqual(output);
      }),
    );
  });

  test("says something of some records, and the same whenever it is asked", () => {
    const records = fc.sample(points, { numRuns: 50, seed: 1 });
    expect(records.flatMap((some) => fold(processor, some).flat()).length).toBeGreaterThan(0);
    for (const some of records) expect(fold(processor, some)).toEqual(fold(processor, some));
  });

  test("reads and writes what it declares, in that order", () => {
    const [records = []] = fc.sample(fc.array(points, { minLength: 50, maxLength: 50 }), {
      seed: 1,
      numRuns: 1,
    });
    const { reads, writes } = processor;
    for (const output of records.flatMap((some) => fold(processor, some).flat())) {
      if (writes !== undefined) expect(typesOf(output)).toEqual(typesIn(writes));
    }
    if (reads === undefined) return;
    const only = (value: object) =>
      Object.fromEntries(Object.entries(value).filter(([name]) => name in reads));
    for (const some of records) {
      const narrowed = some.map((record) => ({ ...record, value: only(record.value) }));
      expect(fold(processor, narrowed)).toEqual(fold(processor, some));
    }
  });
});

/** The declared types, of fields that have a value. */
function typesIn(writes: AnyFields): [string, string][] {
  return Object.entries(writes).map(([name, type]) => [name, declaredType(type).type]);
}

function typesOf(output: object): [string, string][] {
  return Object.entries(output).map(([name, value]) => [name, typeof value]);
}
