import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PlayheadError } from "../../src/errors";
import { readResults } from "../../src/audit/table-file";
import { parseOffsetsFile, readOffsetsFile } from "../../src/rewind/offsets-file";
import { checkTrackFile } from "../../src/tracks/check-file";
import { forEachRecord } from "../../src/tracks/csv-records";
import { trackRowParser } from "../../src/tracks/csv";
import { readGpx } from "../../src/tracks/gpx";
import { parseTrackPoint } from "../../src/tracks/track-point";
import { HEADER, NASTY_CSV } from "./nasty-csv";
import { NASTY_GPX } from "./nasty-gpx";

/** Random files for each reader; more of them with TIMES. */
const RUNS = 500 * Number(process.env["TIMES"] ?? 1);
/** Milliseconds: none of them may take a reader longer, on a busy machine either. */
const LONG = 10_000;
/** The longest text that an error may be; bytes of memory that reading may take, with what is garbage by then. */
const LONGEST_MESSAGE = 4000;
const MOST_MEMORY = 600 * 1024 * 1024;

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), "playhead-strangers-"))));
afterAll(() => rm(folder, { recursive: true }));

/** What becomes of a file: the code that refuses it, or its rows. */
async function outcome(file: string): Promise<unknown> {
  try {
    const { rows, badRowCount } = await checkTrackFile(file);
    return { good: rows - badRowCount, bad: badRowCount };
  } catch (error) {
    if (!(error instanceof PlayheadError)) throw error;
    expect(error.describe().length).toBeLessThan(LONGEST_MESSAGE);
    return error.code;
  }
}

describe.each([
  ["csv", NASTY_CSV],
  ["gpx", NASTY_GPX],
])("nasty files, .%s", (ending, files) => {
  test.each(files)("$name", { timeout: LONG }, async ({ name, bytes, outcome: expected }) => {
    const file = path.join(folder, `${name.replaceAll(/[^a-z0-9]+/gi, "-")}.${ending}`);
    await writeFile(file, bytes());
    const before = process.memoryUsage.rss();
    expect(await outcome(file)).toEqual(expected);
    expect(process.memoryUsage.rss() - before).toBeLessThan(MOST_MEMORY);
    await rm(file);
  });
});

/** Runs what may only refuse by an error of ours with one of these codes. */
function only(codes: readonly string[], work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof PlayheadError)) throw error;
    expect(codes).toContain(error.code);
    expect(error.describe().length).toBeLessThan(LONGEST_MESSAGE);
  }
}

const bits = (...given: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(fc.constantFrom(...given), fc.string({ unit: "binary", maxLength: 6 })), {
      maxLength: 30,
    })
    .map((parts) => parts.join(""));

describe("any text is read, or refused by an error of ours", () => {
  test("CSV", { timeout: LONG }, () => {
    const body = bits(
      ",",
      "\n",
      "\r\n",
      '"',
      '""',
      "1",
      "-0",
      "9/13/2014 7:24",
      "t",
      " ",
      "\uFEFF",
      "__proto__",
      "id",
    );
    fc.assert(
      fc.property(body, fc.boolean(), (text, headed) => {
        const bytes = Buffer.from(headed ? `${HEADER}\n${text}` : text);
        only(["BAD_CSV", "MISSING_COLUMN", "FILE_EMPTY"], () => {
          const parser = trackRowParser("f", undefined);
          for (const row of parser.rows({ bytes, start: 0, line: 1, fileBytes: bytes.length })) {
            if (row.reason === undefined)
              expect(parseTrackPoint(JSON.stringify(row.point))).toEqual(row.point);
          }
          parser.end();
        });
      }),
      { numRuns: RUNS },
    );
  });

  test("bytes as CSV", { timeout: LONG }, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (given) => {
        const bytes = Buffer.from(given);
        const block = { bytes, start: 0, line: 1, fileBytes: bytes.length };
        only(["BAD_CSV"], () => forEachRecord("f", block, () => undefined));
      }),
      { numRuns: RUNS },
    );
  });

  test("GPX", { timeout: LONG }, () => {
    const body = bits(
      ...[
        "<gpx>",
        "</gpx>",
        "<trk>",
        "</trk>",
        "<trkseg>",
        "</trkseg>",
        '<trkpt lat="1" lon="2">',
        "</trkpt>",
      ],
      ...[
        "<!DOCTYPE g [<!ENTITY a '1'>]>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
        "&a;",
        "&#0;",
        "<ele>",
        "</ele>",
      ],
    );
    fc.assert(
      fc.property(body, fc.boolean(), (text, wrapped) => {
        const given = wrapped ? `<gpx><trk><trkseg>${text}</trkseg></trk></gpx>` : text;
        only(["BAD_GPX"], () => {
          for (const row of readGpx("f", given, { name: "f" }).rows) {
            if (row.reason === undefined)
              expect(parseTrackPoint(JSON.stringify(row.point))).toEqual(row.point);
          }
        });
      }),
      { numRuns: RUNS },
    );
  });

  test("a record's value", { timeout: LONG }, () => {
    const point = { id: "1", latitude: 1, longitude: 2, track_id: "t", time: "9/13/2014 7:24" };
    const field = fc.constantFrom(...Object.keys(point), "__proto__", "constructor", "note");
    const value = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc.tuple(field, fc.json()).map(([name, json]) =>
        // Written by hand, so that a name can be there twice, as __proto__ can.
        Buffer.from(`${JSON.stringify(point).slice(0, -1)},${JSON.stringify(name)}:${json}}`),
      ),
    );
    fc.assert(
      fc.property(value, (bytes) => {
        only(["BAD_RECORD"], () => {
          const read = parseTrackPoint(bytes);
          expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
          expect(Math.abs(read.latitude)).toBeLessThanOrEqual(90);
        });
      }),
      { numRuns: RUNS },
    );
  });

  test("a table to audit", { timeout: LONG }, async () => {
    const file = path.join(folder, "table.csv");
    const body = bits(
      ",",
      "\n",
      '"',
      "track_id",
      "distance",
      "unit",
      "1",
      "km",
      "\uFEFF",
      "__proto__",
      "1e999",
    );
    await fc.assert(
      fc.asyncProperty(body, fc.boolean(), async (text, headed) => {
        await writeFile(file, headed ? `track_id,distance,unit\n${text}` : text);
        const read = await readResults(file).catch((error: unknown) => error);
        only(["BAD_CSV", "MISSING_COLUMN", "FILE_EMPTY"], () => {
          if (read instanceof Error) throw read;
        });
      }),
      { numRuns: RUNS / 5 },
    );
  });

  test("a file that never ends, as offsets or to audit", async () => {
    expect(() => readOffsetsFile("/dev/zero")).toThrow(expect.objectContaining({ code: "FILE_TOO_LARGE" }));
    await expect(readResults("/dev/zero")).rejects.toMatchObject({ code: "FILE_NOT_READABLE" });
  });

  test("a file of offsets", { timeout: LONG }, () => {
    const line = bits(
      ",",
      "\n",
      '"',
      "topic",
      "0",
      "-1",
      "1e3",
      "9007199254740993",
      " ",
      "\uFEFF",
      "__proto__,0,1\n",
    );
    fc.assert(
      fc.property(line, (text) => {
        only(["BAD_OFFSETS_FILE"], () => {
          const rows = parseOffsetsFile(text);
          expect(rows.length).toBeGreaterThan(0);
          for (const { partition, offset } of rows) {
            expect(Number.isSafeInteger(partition) && partition >= 0).toBe(true);
            expect(Number.isSafeInteger(offset) && offset >= 0).toBe(true);
          }
        });
      }),
      { numRuns: RUNS },
    );
  });
});
