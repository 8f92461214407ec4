import { expect, test } from "vitest";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import {
  definitionOf,
  definitionText,
  defineProcessor,
  sameDefinition,
  type InputRecord,
  type Parameters,
  type Processor,
  type ProcessorOptions,
} from "../../src/processor/processor";
import { startScript } from "../fixtures/command";
import { EXAMPLES } from "./library/examples";

type AnyProcessor = Processor<number, unknown, object>;

type Options = ProcessorOptions<number, unknown, object, Parameters>;

function processorWith(changes: Partial<Options>): AnyProcessor {
  return defineProcessor<number, unknown, object>({
    name: "p",
    initialState: 0,
    step: (n) => [n],
    ...changes,
  });
}

/** The digest of a step function with this text. */
function digestOf(text: string): string {
  const step = Object.assign((n: number) => [n] as const, { toString: () => text });
  return definitionOf(processorWith({ step })).digest;
}

test("a processor has a name that can be part of a topic's name, a version, parameters and a parser", () => {
  const processor = defineProcessor({ name: "count", initialState: 0, step: (n: number) => [n + 1] });
  expect(processor).toMatchObject({ name: "count", version: 1, parameters: {}, initialState: 0 });
  expect(processor.parse({ a: 1 })).toEqual({ a: 1 });
  for (const name of ["", "two words", "a/b", "x".repeat(101)]) {
    expect(() => defineProcessor({ name, initialState: 0, step: (n: number) => [n] })).toThrow(
      expect.objectContaining({ code: "BAD_OPTION" }) as Error,
    );
  }
});

test("a step is given its processor's parameters, which are part of the definition", () => {
  const options = { name: "times", initialState: 0, step: timesFactor };
  const [twice, thrice] = [2, 3].map((factor) => defineProcessor({ ...options, parameters: { factor } }));
  if (twice === undefined || thrice === undefined) throw new Error("both are needed");
  const record = { key: "a", value: 5, timestamp: 0, topic: "t", partition: 0, offset: 0 };
  expect(twice.step(0, record)).toEqual([10]);
  expect(thrice.step(0, record)).toEqual([15]);
  expect(sameDefinition(definitionOf(twice), definitionOf(thrice))).toBe(false);
});

function timesFactor(
  state: number,
  { value }: InputRecord<number>,
  { factor }: { factor: number },
): readonly [number] {
  return [state + value * factor];
}

test("the digest does not depend on how a compiler writes the same code down", () => {
  const same = [
    'function step(a) {\n  if (a === undefined) return ["x y"]; // so\n  return [`${a}`];\n}',
    "function step(a){if(a===void 0)return['x y'];return[`${a}`]}",
    'function step(a) { /* why */ if (a === undefined) return ["x y"]; return [`${a}`]; };',
  ];
  expect(new Set(same.map(digestOf)).size).toBe(1);
});

test("the digest depends on everything that the code does", () => {
  const different = [
    "(a) => [a + 1]",
    "(a) => [a + 2]",
    '(a) => ["x y"]',
    '(a) => ["xy"]',
    '(a) => ["x  y"]',
    '(a) => ["http://a"]',
    '(a) => ["http://b"]',
    '(a) => ["it\'s // so"]',
    '(a) => ["it\'s // no"]',
  ];
  expect(new Set(different.map(digestOf)).size).toBe(different.length);
  const stage = processorWith({ step: (n) => [n + 1] });
  const changed: Partial<Options>[] = [
    {},
    { initialState: 1 },
    { parse: () => 7 },
    { key: () => "k" },
    { reads: {} },
    { writes: {} },
    { stages: [processorWith({})] },
    { stages: [stage] },
    { stages: [stage, stage] },
  ];
  const digests = changed.map((options) => definitionOf(processorWith(options)).digest);
  expect(new Set(digests).size).toBe(changed.length);
});

test("a library processor has the same definition on the command line, whose compiler is another, as here", async () => {
  const { finished } = startScript("test/processor/print-definitions.ts", [], process.env);
  const { stdout } = await finished;
  const here = Object.values(EXAMPLES).map((one) => definitionOf(one));
  expect(JSON.parse(stdout)).toEqual(here);
  expect(new Set(here.map((one) => JSON.stringify(one))).size).toBe(here.length);
});

test("definitions are the same only in every part, whatever the order of the parameters", () => {
  const one = definitionOf(processorWith({ parameters: { unit: "mi", algorithm: "geodesic" } }));
  expect(
    sameDefinition(one, definitionOf(processorWith({ parameters: { algorithm: "geodesic", unit: "mi" } }))),
  ).toBe(true);
  const others = [
    { ...one, name: "q" },
    { ...one, version: 2 },
    { ...one, parameters: { unit: "km", algorithm: "geodesic" } },
    { ...one, parameters: { unit: "mi" } },
    { ...one, digest: "0" },
  ];
  for (const changed of others) expect(sameDefinition(one, changed)).toBe(false);
});

test("a definition in words", () => {
  expect(definitionText(definitionOf(cumulativeDistance({ unit: "mi", algorithm: "haversine" })))).toBe(
    "cumulative-distance 1 (algorithm haversine, unit mi)",
  );
  expect(definitionText({ name: "count", version: 3, parameters: {}, digest: "" })).toBe("count 3");
});
