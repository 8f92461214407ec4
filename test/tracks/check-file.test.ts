import { createHash } from "node:crypto";
import { appendFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Progress } from "../../src/progress";
import { BAD_ROWS_KEPT, checkTrackFile } from "../../src/tracks/check-file";
import { csvLines, generateTracks } from "../../src/tracks/generator";
import { allRows, errorOf, HEADER, tempFiles } from "./helpers";

const write = tempFiles();

const GOOD = "8,-10.5,-37.25,1,9/13/2014 7:24";

/** The first `bytes` of a content, as the ledger of an earlier ingest knows them. */
function prefixOf(content: string, bytes: number) {
  const digest = createHash("sha256").update(Buffer.from(content).subarray(0, bytes)).digest("hex");
  return { bytes, digest };
}

/** Those of the prefixes of the given lengths that the content begins with, as [bytes, rows]. */
async function prefixesFound(content: string, lengths: number[]) {
  const knownPrefixes = lengths.map((bytes) => prefixOf(content, bytes));
  const { prefixes } = await checkTrackFile(await write(content), { knownPrefixes });
  return prefixes.map(({ bytes, rows }) => [bytes, rows]);
}

describe("checkTrackFile", () => {
  it("says what the file holds", async () => {
    const content = [
      HEADER,
      GOOD,
      "9,0,0,b,1/1/2014 0:00",
      "10,95,0,c,9/13/2014 7:24",
      "",
      "11,0,0,b,12/31/2014 0:00",
      "12,x,0,d,x",
    ].join("\n");
    const file = await write(content);
    expect(await checkTrackFile(file)).toEqual({
      file,
      bytes: content.length,
      digest: prefixOf(content, content.length).digest,
      rows: 5,
      badRowCount: 2,
      badRows: [
        { row: 3, line: 4, reason: "latitude 95 is not within -90…90 degrees" },
        { row: 5, line: 7, reason: 'latitude "x" is not a decimal number' },
      ],
      trackIds: new Set(["1", "b"]),
      firstEventTime: Date.UTC(2014, 0, 1),
      lastEventTime: Date.UTC(2014, 11, 31),
      // The second track begins earlier than the first: from there on its own times count.
      replayMs: Date.UTC(2014, 11, 31) - Date.UTC(2014, 0, 1),
      prefixes: [],
    });
  });

  it("takes the times on the wall clock that is given, and refuses a zone that is none", async () => {
    const file = await write(`${HEADER}\n${GOOD}\n`);
    const { firstEventTime } = await checkTrackFile(file, { timeZone: "America/Maceio" });
    expect(firstEventTime).toBe(Date.UTC(2014, 8, 13, 10, 24));
    expect(await errorOf(checkTrackFile(file, { timeZone: "Mars" }))).toMatchObject({ code: "BAD_OPTION" });
  });

  it("has no times and no tracks where every row is bad", async () => {
    const check = await checkTrackFile(await write(`${HEADER}\nbad\n`));
    expect(check).toMatchObject({
      rows: 1,
      badRowCount: 1,
      firstEventTime: undefined,
      lastEventTime: undefined,
    });
    expect(check.trackIds.size).toBe(0);
  });

  it("counts every bad row and keeps the first hundred", async () => {
    const check = await checkTrackFile(await write(`${HEADER}\n${"bad\n".repeat(1234)}${GOOD}\n`));
    expect(check.badRowCount).toBe(1234);
    expect(check.badRows.map(({ line }) => line)).toEqual(
      Array.from({ length: BAD_ROWS_KEPT }, (_, i) => i + 2),
    );
  });

  it.each([
    ["", "FILE_EMPTY"],
    [HEADER, "FILE_EMPTY"],
    ["a,b\n1,2\n", "MISSING_COLUMN"],
    [`${HEADER}\n"8,0\n`, "BAD_CSV"],
  ])("fails like the reader for %j: %s", async (content, code) => {
    expect(await errorOf(checkTrackFile(await write(content)))).toMatchObject({ code });
  });

  it("sees the rows that readTrackRows reads", async () => {
    const file = await write(
      [...csvLines(generateTracks({ seed: 5, tracks: 20, pointsPerTrack: 800 }))].join(""),
    );
    const check = await checkTrackFile(file);
    const rows = await allRows(file, { expected: check });
    expect(check.rows).toBe(rows.length);
    expect(check.rows).toBe(20 * 800);
    expect(check.trackIds.size).toBe(20);
  });

  it("tells how far it is, in bytes of all, and stops at a signal", async () => {
    const file = await write(
      [...csvLines(generateTracks({ seed: 6, tracks: 20, pointsPerTrack: 1000 }))].join(""),
    );
    const events: Progress[] = [];
    const { bytes } = await checkTrackFile(file, { onProgress: (event) => events.push(event) });
    expect(events.at(-1)).toMatchObject({ unit: "bytes", done: bytes, total: bytes, finished: true });
    const reason = new Error("enough");
    expect(await errorOf(checkTrackFile(file, { signal: AbortSignal.abort(reason) }))).toBe(reason);
  });
});

describe("checkTrackFile: known prefixes", () => {
  const rows = ["1", "2", "3"].map((id) => `${id},0,0,1,9/13/2014 7:24`);
  const content = `${HEADER}\n${rows.join("\n")}\n`;
  const afterRow = (count: number) => [HEADER, ...rows.slice(0, count)].join("\n").length;

  it("finds those that end with a row, its newline counted or not, and tells their rows", async () => {
    const lengths = [afterRow(1), afterRow(1) + 1, afterRow(2), content.length - 1, content.length];
    expect(await prefixesFound(content, lengths)).toEqual([
      [content.length, 3],
      [content.length - 1, 3],
      [afterRow(2), 2],
      [afterRow(1) + 1, 1],
      [afterRow(1), 1],
    ]);
  });

  it("finds none that ends inside a row, in the header or beyond the end", async () => {
    const inside = [afterRow(1) - 1, afterRow(1) + 2, afterRow(2) - 3];
    const header = [0, 1, HEADER.length, HEADER.length + 1];
    expect(await prefixesFound(content, [...inside, ...header])).toEqual([]);
    const { prefixes } = await checkTrackFile(await write(content), {
      knownPrefixes: [prefixOf(`${content}${rows[0]}\n`, content.length + 10)],
    });
    expect(prefixes).toEqual([]);
  });

  it("finds none whose bytes are others", async () => {
    const other = content.replace("0,0", "0,1");
    const { prefixes } = await checkTrackFile(await write(content), {
      knownPrefixes: [prefixOf(other, content.length), prefixOf(other, afterRow(2))],
    });
    expect(prefixes).toEqual([]);
  });

  it("takes a file for a prefix of what it has grown to, but not one that was cut in its last line", async () => {
    const file = await write(content);
    const before = await checkTrackFile(file);
    await appendFile(file, `${rows[0]}\n`);
    const grown = await checkTrackFile(file, { knownPrefixes: [before] });
    expect(grown.prefixes).toEqual([{ bytes: before.bytes, digest: before.digest, rows: 3 }]);
    expect(grown.rows).toBe(4);

    const cut = await write(content.slice(0, -2));
    const unfinished = await checkTrackFile(cut);
    expect(unfinished.badRowCount).toBe(1);
    await appendFile(cut, content.slice(-2));
    expect((await checkTrackFile(cut, { knownPrefixes: [unfinished] })).prefixes).toEqual([]);
  });

  it("knows CRLF as one line end, and newlines inside quotes as none", async () => {
    const crlf = content.replaceAll("\n", "\r\n");
    const end = crlf.indexOf(rows[0]!) + rows[0]!.length;
    expect(await prefixesFound(crlf, [end - 1, end, end + 1, end + 2, end + 3])).toEqual([
      [end + 2, 1],
      [end + 1, 1],
      [end, 1],
    ]);
    const quoted = `${HEADER},note\n${rows[0]},"a\nb"\n${rows[1]},c\n`;
    const inQuotes = quoted.indexOf("\nb");
    expect(await prefixesFound(quoted, [inQuotes, inQuotes + 1, inQuotes + 3, inQuotes + 4])).toEqual([
      [inQuotes + 4, 1],
      [inQuotes + 3, 1],
    ]);
  });

  it("keeps counting lines right behind a prefix", async () => {
    const long = `${HEADER},note\n${rows[0]},"a\nb"\n${rows[1]},c\nbad\n`;
    const end = long.indexOf(`${rows[1]}`);
    const check = await checkTrackFile(await write(long), { knownPrefixes: [prefixOf(long, end)] });
    expect(check.prefixes.map((prefix) => prefix.rows)).toEqual([1]);
    expect(check.badRows.map(({ row, line }) => [row, line])).toEqual([[3, 5]]);
  });

  it("finds any row's end in a file of several chunks, and changes nothing else", async () => {
    const lines = [...csvLines(generateTracks({ seed: 7, tracks: 15, pointsPerTrack: 1000 }))];
    const big = lines.join("");
    const file = await write(big);
    const plain = await checkTrackFile(file);
    const ends = lines.map(
      (
        (at) => (line) =>
          (at += line.length)
      )(0),
    );
    const someRows = fc.uniqueArray(fc.integer({ min: 1, max: lines.length - 1 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(someRows, async (counts) => {
        const knownPrefixes = counts.flatMap((count) => [
          prefixOf(big, ends[count]!),
          prefixOf(big, ends[count]! - 3),
        ]);
        const check = await checkTrackFile(file, { knownPrefixes });
        expect(check.prefixes.map((prefix) => prefix.rows)).toEqual([...counts].sort((a, b) => b - a));
        expect({ ...check, prefixes: [] }).toEqual(plain);
      }),
      { numRuns: 15 },
    );
  });
});
