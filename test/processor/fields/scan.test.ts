import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeFieldPicker } from "../../../src/processor/fields/pick";
import { makeFieldScanner } from "../../../src/processor/fields/scan";
import { declaredType } from "../../../src/processor/fields/shape";
import type { AnyFields, AnyFieldType } from "../../../src/processor/processor";
import { decimal, double, fields, name, space } from "./arbitrary";

/** Scans `json` where it stands between other bytes. */
function scan(reads: AnyFields, json: string | Buffer, before = "{", after = '"}1 '): object | undefined {
  const bytes = Buffer.concat([Buffer.from(before), Buffer.from(json), Buffer.from(after)]);
  const start = Buffer.byteLength(before);
  return makeFieldScanner(reads).scan(bytes, start, start + Buffer.byteLength(json));
}

/** What the way through JSON.parse makes of it; undefined where it refuses. */
function parsed(reads: AnyFields, json: string | Buffer): object | undefined {
  try {
    return makeFieldPicker(reads)(JSON.parse(json.toString()));
  } catch {
    return undefined;
  }
}

/** Fails where the scanner takes what JSON.parse refuses, or makes another object of it. Says whether it took it. */
function agrees(reads: AnyFields, json: string | Buffer, before?: string, after?: string): boolean {
  const scanned = scan(reads, json, before, after);
  if (scanned === undefined) return false;
  const expected = parsed(reads, json);
  // Strictly: -0 is not 0, and the fields come in the same order.
  expect(scanned).toStrictEqual(expected);
  expect(Object.keys(scanned)).toEqual(Object.keys(reads));
  return true;
}

const asciiText = fc.string().map((text) => JSON.stringify(text));
const literal = fc.constantFrom("true", "false", "null");
const scalar = fc.oneof(
  decimal,
  double,
  asciiText,
  fc.string({ unit: "binary" }).map((text) => JSON.stringify(text)),
  literal,
);
const value = fc.oneof(
  { weight: 8, arbitrary: scalar },
  fc.json(),
  fc.constantFrom("[]", "{}", "tru", "nul", "01"),
);

/** Text of an object: members with any names and values, spaces anywhere. */
const objectText = fc
  .tuple(
    space,
    fc.array(
      fc
        .tuple(space, fc.oneof(name, fc.string()), space, space, value, space)
        .map(([s1, name, s2, s3, value, s4]) => {
          return `${s1}${JSON.stringify(name)}${s2}:${s3}${value}${s4}`;
        }),
      { maxLength: 6 },
    ),
    space,
  )
  .map(([before, members, after]) => `${before}{${members.join(",")}}${after}`);

const neighbour = fc.constantFrom("", "{", "}", '"', " ", "0", '{"a":1', "1}", '":1}', "true}");

describe("whatever is scanned is what JSON.parse makes of it", () => {
  test("objects of every kind", () => {
    let taken = 0;
    fc.assert(
      fc.property(fields, objectText, neighbour, neighbour, (reads, json, before, after) => {
        if (agrees(reads, json, before, after)) taken++;
      }),
      { numRuns: 20_000 },
    );
    expect(taken).toBeGreaterThan(1000);
  });

  test("JSON of every kind", () => {
    fc.assert(
      fc.property(fields, fc.json(), (reads, json) => {
        agrees(reads, json);
      }),
      { numRuns: 5000 },
    );
  });

  test("bytes of every kind, and good ones changed somewhere", () => {
    const reads: AnyFields = { latitude: "number", track_id: "string", moving: "boolean" };
    const good = Buffer.from(
      '{"id":"1","latitude":50.061e1,"track_id":"101","moving":true,"x":null,"t":-0.5}',
    );
    const letters = Buffer.from('{}[]",:\\ \n\u0000\u0001\u0080\u00ff0123456789eE+-.truefalsn', "latin1");
    const byte = fc.oneof(fc.constantFrom(...letters), fc.nat({ max: 255 }));
    const change = fc.tuple(
      fc.constantFrom("set", "insert", "remove"),
      fc.nat({ max: good.length - 1 }),
      byte,
    );
    let taken = 0;
    fc.assert(
      fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
        const bytes = [...good];
        for (const [how, at, byte] of changes) {
          if (how === "set") bytes[at] = byte;
          else bytes.splice(at, how === "remove" ? 1 : 0, ...(how === "remove" ? [] : [byte]));
        }
        if (agrees(reads, Buffer.from(bytes))) taken++;
      }),
      { numRuns: 30_000 },
    );
    expect(taken).toBeGreaterThan(5000);
    fc.assert(
      fc.property(fc.array(byte), (bytes) => {
        agrees(reads, Buffer.from(bytes));
        agrees({}, Buffer.from(bytes));
      }),
      { numRuns: 5000 },
    );
  });

  test("cut off anywhere, with the rest still there behind the end", () => {
    const reads: AnyFields = { n: "number", b: "boolean" };
    const json = ' { "n" : 12.5e3 , "s":"x y", "b":false , "z":null } ';
    for (let end = 0; end <= json.length; end++) {
      const whole = json.slice(0, end).trimEnd().endsWith("}");
      expect(agrees(reads, json.slice(0, end), "", json.slice(end))).toBe(whole);
    }
  });
});

describe("what is plain is scanned, and not left to JSON.parse", () => {
  test("flat objects of ASCII", () => {
    const plain = fc.string({ unit: "grapheme-ascii" }).filter((text) => !/["\\]/.test(text));
    const values = {
      string: plain.map((text) => `"${text}"`),
      number: fc.oneof(decimal, double),
      boolean: fc.constantFrom("true", "false"),
    };
    const any = fc.oneof(values.string, values.number, literal);
    const valueOf = (type: AnyFieldType) => (type.endsWith("?") ? any : values[declaredType(type).type]);
    const plainFields = fields.filter((reads) => !Object.keys(reads).some((name) => /[^\w]/.test(name)));
    const other = fc.tuple(plain, any);
    const given = plainFields.chain((reads) => {
      const members = Object.entries(reads).map(([name, type]) => fc.tuple(fc.constant(name), valueOf(type)));
      const others = fc.array(
        other.filter(([name]) => !(name in reads) && name !== "__proto__"),
        { maxLength: 4 },
      );
      return fc.record({
        reads: fc.constant(reads),
        members: fc
          .tuple(fc.tuple(...members), others)
          .chain(([some, more]) =>
            fc.shuffledSubarray([...some, ...more], { minLength: some.length + more.length }),
          ),
        spaces: fc.array(space, { minLength: 4, maxLength: 4 }),
      });
    });
    fc.assert(
      fc.property(given, ({ reads, members, spaces: [s0, s1, s2, s3] }) => {
        const json = `${s0}{${members.map(([name, value]) => `${s1}"${name}"${s2}:${s3}${value}`).join(`${s2},`)}${s1}}${s0}`;
        expect(agrees(reads, json)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  test("a field that may be null and is not there", () => {
    const reads: AnyFields = { latitude: "number", segment: "number?" };
    expect(scan(reads, '{"latitude":1}')).toEqual({ latitude: 1, segment: null });
    expect(scan(reads, '{"segment":2,"latitude":1}')).toEqual({ latitude: 1, segment: 2 });
    expect(scan(reads, '{"segment":"2","latitude":1}')).toEqual({ latitude: 1, segment: null });
  });

  test.each([
    ["a track point", '{"id":"1","latitude":50.061234,"longitude":19.941234,"track_id":"101","time":"7:24"}'],
    ["text beyond ASCII that nobody reads", '{"driver":"Zoë 😀","latitude":1,"longitude":2}'],
    ["doubled fields that nobody reads", '{"x":1,"x":2,"latitude":1,"longitude":2}'],
  ])("%s", (_, json) => {
    expect(agrees({ latitude: "number", longitude: "number" }, json)).toBe(true);
  });
});

test.each([
  ["an escape", '{"s":"\\n","n":1}'],
  ["an escape in a name", '{"\\u0073":"x","n":1}'],
  ["text beyond ASCII", '{"s":"ü","n":1}'],
  ["a control character", '{"s":"\u0001","n":1}'],
  ["a nested value beside them", '{"s":"x","n":1,"more":[]}'],
  ["a field twice", '{"s":"x","n":1,"n":2}'],
  ["a missing field", '{"s":"x"}'],
  ["a field of another type", '{"s":"x","n":"1"}'],
  ["null", '{"s":null,"n":1}'],
  ["a comma too many", '{"s":"x","n":1,}'],
  ["a leading zero", '{"s":"x","n":01}'],
  ["something behind it", '{"s":"x","n":1}0'],
  ["a byte order mark", '\ufeff{"s":"x","n":1}'],
  ["nothing", ""],
])("left to JSON.parse: %s", (_, json) => {
  expect(scan({ s: "string", n: "number" }, json)).toBeUndefined();
});

test("one scanner scans many, and its objects do not share their fields", () => {
  const scanner = makeFieldScanner({ n: "number", s: "string" });
  const bytes = Buffer.from('{"n":1,"s":"a"}{"s":"b"}{"s":"c","n":3}');
  const ranges = [[0, 15], [15, 24], [24, 39]] as const; // prettier-ignore
  expect(ranges.map(([start, end]) => scanner.scan(bytes, start, end))).toEqual([
    { n: 1, s: "a" },
    undefined,
    { n: 3, s: "c" },
  ]);
});
