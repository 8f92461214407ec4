import fs from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { offsetsFile, parseOffsetsFile, readOffsetsFile } from "../../src/rewind/offsets-file";
import { testPlace } from "../fixtures/place";

const place = testPlace();

const rows = fc.uniqueArray(
  fc.record({
    topic: fc.stringMatching(/^[a-zA-Z0-9._-]{1,60}$/),
    partition: fc.nat(),
    offset: fc.maxSafeNat(),
  }),
  { minLength: 1, maxLength: 20, selector: ({ topic, partition }) => `${topic},${partition}` },
);

test("what is written is read again, with its lines", () => {
  fc.assert(
    fc.property(rows, (list) => {
      expect(parseOffsetsFile(offsetsFile(list))).toEqual(list.map((row, i) => ({ ...row, line: i + 1 })));
    }),
  );
});

test("quotes, empty lines, spaces and Windows' line ends count for nothing", () => {
  expect(parseOffsetsFile('\uFEFF"a-topic-that-kafka-quotes",0,5\r\n\r\nraw, 1, 7 ')).toEqual([
    { topic: "a-topic-that-kafka-quotes", partition: 0, offset: 5, line: 1 },
    { topic: "raw", partition: 1, offset: 7, line: 3 },
  ]);
});

test.each([
  ["topic,partition,offset\nraw,0,5", 'Line 1 has the partition "partition"'],
  ["raw,0,5\nraw,1,-7", 'Line 2 has the offset "-7"'],
  ["raw,0,5\n\nraw,1,1.5", 'Line 3 has the offset "1.5"'],
  ["raw,0,5\nraw,1,9007199254740993", "Line 2 has the offset"],
  ["raw,0", "Line 1 has 2 fields"],
  ["group,raw,0,5", "Line 1 has 4 fields, where there should be 3; one of several groups"],
  [",0,5", "Line 1 names no topic"],
  ["raw,0,5\nraw,0,6", "Line 2 sets raw partition 0 again, which line 1 has set"],
  ['raw,0,5\nraw,"1,7', "not well-formed CSV"],
  ["", "has no lines"],
  ["\n \n", "has no lines"],
])("%j is refused", (text, words) => {
  expect(() => parseOffsetsFile(text)).toThrow(
    expect.objectContaining({ code: "BAD_OFFSETS_FILE", message: expect.stringContaining(words) as string }),
  );
});

test("a file that is not there, or is none", async () => {
  const home = await place.home();
  await fs.writeFile(path.join(home, "offsets.csv"), "raw,0,5\n");
  expect(readOffsetsFile(path.join(home, "offsets.csv"))).toMatchObject([{ topic: "raw", offset: 5 }]);
  const failing = (file: string) => () => readOffsetsFile(file);
  expect(failing(path.join(home, "nowhere.csv"))).toThrow(
    expect.objectContaining({ code: "FILE_NOT_FOUND" }),
  );
  expect(failing(home)).toThrow(expect.objectContaining({ code: "FILE_NOT_READABLE" }));
});
