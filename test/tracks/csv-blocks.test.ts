import { describe, expect, it } from "vitest";
import { MAX_RECORD_BYTES, readBlocks } from "../../src/tracks/csv-blocks";
import { errorOf, tempFiles } from "./helpers";

const write = tempFiles();

/** The blocks of a file, copied. */
async function blocksOf(file: string, limit?: number) {
  const blocks = [];
  for await (const { bytes, ...where } of readBlocks(file, { limit }))
    blocks.push({ ...where, text: bytes.toString() });
  return blocks;
}

describe("readBlocks", () => {
  it("gives the file byte for byte in blocks that end with a record, each with its offset and line", async () => {
    const records = Array.from({ length: 30_000 }, (_, i) => `${i},"one\ntwo ""${i}"""\n`);
    const content = `${records.join("")}last`;
    const blocks = await blocksOf(await write(content));
    expect(blocks.length).toBeGreaterThan(2);
    expect(blocks.map(({ text }) => text).join("")).toBe(content);
    let start = 0;
    let line = 1;
    for (const block of blocks) {
      expect([block.start, block.line, block.fileBytes]).toEqual([start, line, content.length]);
      expect(block.text.split('"').length % 2).toBe(1);
      start += block.text.length;
      line += block.text.split("\n").length - 1;
    }
    for (const { text } of blocks.slice(0, -1)) expect(text.endsWith("\n")).toBe(true);
  });

  it("reads up to the limit and no byte more", async () => {
    const content = "0123456789\n".repeat(60_000);
    const blocks = await blocksOf(await write(content), 300_003);
    expect(blocks.map(({ text }) => text).join("")).toBe(content.slice(0, 300_003));
  });

  it("takes a record as long as the longest that is allowed, and none that is much longer", async () => {
    const longest = "x".repeat(MAX_RECORD_BYTES - 1);
    const content = `a\n${longest}\nb\n`;
    const blocks = await blocksOf(await write(content));
    expect(blocks.map(({ text }) => text).join("")).toBe(content);
    const error = await errorOf(blocksOf(await write(`a\n${longest}${longest}\nb\n`)));
    expect(error).toMatchObject({ code: "BAD_CSV" });
    expect((error as Error).message).toContain("line 2: ");
  });
});
