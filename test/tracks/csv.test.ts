import { createHash } from "node:crypto";
import { appendFile, mkdir, readdir, readFile, readlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlayheadError } from "../../src/errors";
import { readTrackRows } from "../../src/tracks/csv";
import { csvLines, generateTracks } from "../../src/tracks/generator";
import { allRows, errorOf, HEADER, tempFiles } from "./helpers";

const write = tempFiles();

/** The rows of a file of that content, good ones as points, bad ones as "line: reason". */
async function read(content: string | Buffer) {
  const rows = await allRows(await write(content));
  return rows.map((row) => (row.reason === undefined ? row.point : `${row.line}: ${row.reason}`));
}

/** The error of a file of that content. */
async function failure(content: string | Buffer): Promise<PlayheadError> {
  const error = await errorOf(allRows(await write(content)));
  expect(error).toBeInstanceOf(PlayheadError);
  return error as PlayheadError;
}

const GOOD = "8,-10.5,-37.25,1,9/13/2014 7:24";
const POINT = { id: "8", latitude: -10.5, longitude: -37.25, track_id: "1", time: "9/13/2014 7:24" };

describe("readTrackRows: what a file may look like", () => {
  it("gives each row as a point with its number, line and event time", async () => {
    const file = await write(
      `${HEADER}\n007,-10.93934139,-37.06,1,9/13/2014 7:24\n${GOOD.replace("7:24", "7:25")}\n`,
    );
    expect(await allRows(file)).toEqual([
      {
        row: 1,
        line: 2,
        eventTime: 1410593040000,
        point: {
          id: "007",
          latitude: -10.93934139,
          longitude: -37.06,
          track_id: "1",
          time: "9/13/2014 7:24",
        },
      },
      { row: 2, line: 3, eventTime: 1410593100000, point: { ...POINT, time: "9/13/2014 7:25" } },
    ]);
  });

  it.each([
    ["no newline at the end", `${HEADER}\n${GOOD}`],
    ["CRLF", `${HEADER}\r\n${GOOD}\r\n`],
    ["CRLF without one at the end", `${HEADER}\r\n${GOOD}`],
    ["CRLF in the header only", `${HEADER}\r\n${GOOD}\n`],
    ["a byte order mark", `\uFEFF${HEADER}\n${GOOD}\n`],
    ["a byte order mark and a quoted header", `\uFEFF"id",latitude,longitude,track_id,time\n${GOOD}\n`],
    ["blank lines at the end", `${HEADER}\n${GOOD}\n\n\r\n \n`],
    ["blank lines in front and between", `\n\n${HEADER}\n\n${GOOD}\n`],
    ["blank lines and a quote", `\n${HEADER}\n\n"8",-10.5,-37.25,1,9/13/2014 7:24\n\n`],
    ["quoted fields", `${HEADER}\n"8","-10.5","-37.25","1","9/13/2014 7:24"\n`],
    [
      "quoted fields and CRLF",
      `"id","latitude","longitude","track_id","time"\r\n"8",-10.5,-37.25,"1",9/13/2014 7:24`,
    ],
    [
      "spaces around names and values",
      `id , latitude,longitude, track_id ,time \n8, -10.5 ,-37.25, 1 , 9/13/2014 7:24 \n`,
    ],
    ["other letter case in the header", `ID,Latitude,LONGITUDE,Track_Id,Time\n${GOOD}\n`],
    ["another order", `time,track_id,id,longitude,latitude\n9/13/2014 7:24,1,8,-37.25,-10.5\n`],
    ["numbers written otherwise", `${HEADER}\n8,-1.05e1,-037.250,1,9/13/2014 7:24\n`],
  ])("takes %s", async (_, content) => {
    expect(await read(content)).toEqual([POINT]);
  });

  it("keeps further columns as their text, in a plain and in a quoted row", async () => {
    const content = `${HEADER},speed,note,\n${GOOD}, 007 ,,x\n${GOOD},1.50,"a ""b"", c\nd", y\n`;
    expect(await read(content)).toEqual([
      { ...POINT, speed: " 007 ", note: "", column_8: "x" },
      { ...POINT, speed: "1.50", note: 'a "b", c\nd', column_8: " y" },
    ]);
  });

  it("prefers the exact name where another differs in letter case only", async () => {
    const rows = await read(`ID,${HEADER}\nother,${GOOD}\n`);
    expect(rows).toEqual([{ ...POINT, ID: "other" }]);
  });

  it("takes the coordinates' limits and no more", async () => {
    const places = ["90,180", "-90,-180", ".5,5.", "+1,-0", "1e1,1E-3", "90.00000001,0", "0,-180.1"];
    const rows = await read(
      `${HEADER}\n${places.map((place, i) => `${i},${place},1,9/13/2014 7:24`).join("\n")}`,
    );
    expect(rows.map((row) => (typeof row === "string" ? row : [row.latitude, row.longitude]))).toEqual([
      [90, 180],
      [-90, -180],
      [0.5, 5],
      [1, -0],
      [10, 0.001],
      "7: latitude 90.00000001 is not within -90…90 degrees",
      "8: longitude -180.1 is not within -180…180 degrees",
    ]);
  });

  it("counts lines as an editor does, newlines inside quotes and blank lines too", async () => {
    const file = await write(`${HEADER},note\n${GOOD},"a\nb\r\nc"\n\n${GOOD},d\n${GOOD},"e"\n`);
    const lines = (await allRows(file)).map(({ row, line }) => [row, line]);
    expect(lines).toEqual([
      [1, 2],
      [2, 6],
      [3, 7],
    ]);
  });

  it("reads times on the wall clock of the time zone that is given", async () => {
    const file = await write(`${HEADER}\n${GOOD}\n`);
    const [row] = await allRows(file, { timeZone: "America/Maceio" });
    expect(row).toMatchObject({ eventTime: Date.UTC(2014, 8, 13, 10, 24) });
  });
});

describe("readTrackRows: rows that can't be used", () => {
  it.each([
    ["8,91,0,1,9/13/2014 7:24", "latitude 91 is not within -90…90 degrees"],
    ["8,NaN,0,1,9/13/2014 7:24", 'latitude "NaN" is not a decimal number'],
    ["8,0,Infinity,1,9/13/2014 7:24", 'longitude "Infinity" is not a decimal number'],
    ["8,0,1e400,1,9/13/2014 7:24", "longitude Infinity is not within -180…180 degrees"],
    ["8,0x10,0,1,9/13/2014 7:24", 'latitude "0x10" is not a decimal number'],
    ["8,0b1,0,1,9/13/2014 7:24", 'latitude "0b1" is not a decimal number'],
    ["8,1_0,0,1,9/13/2014 7:24", 'latitude "1_0" is not a decimal number'],
    ["8,10.5x,0,1,9/13/2014 7:24", 'latitude "10.5x" is not a decimal number'],
    ["8,north,0,1,9/13/2014 7:24", 'latitude "north" is not a decimal number'],
    ["8,.,0,1,9/13/2014 7:24", 'latitude "." is not a decimal number'],
    ['8,"10,5",0,1,9/13/2014 7:24', 'latitude "10,5" is not a decimal number'],
    ["8,,0,1,9/13/2014 7:24", "latitude is empty"],
    ["8,0, ,1,9/13/2014 7:24", "longitude is empty"],
    [",0,0,1,9/13/2014 7:24", "id is empty"],
    ["8,0,0, ,9/13/2014 7:24", "track_id is empty"],
    ["8,0,0,1,", "time is empty"],
    ["8,0,0,1,13.9.2014 7:24", 'time "13.9.2014 7:24": it has none of the formats'],
    ["8,0,0,1,2/30/2014 7:24", 'time "2/30/2014 7:24": there is no day 30 in month 2 of 2014'],
    ["8,0,0,1", "it has 4 fields, the header names 5"],
    ["8,0,0,1,9/13/2014 7:24,", "it has 6 fields, the header names 5"],
    ["8", "it has 1 field, the header names 5"],
  ])("%s: %s", async (row, reason) => {
    const [bad, good, ...rest] = await read(`${HEADER}\n${row}\n${GOOD}\n`);
    expect(bad).toContain(`2: ${reason}`);
    expect(good).toEqual(POINT);
    expect(rest).toEqual([]);
  });

  it("never fails on a made-up row, and never makes a point of one that is none", async () => {
    const field = fc.oneof(
      fc.constantFrom("", "1", "-10.5", "NaN", "91", "9/13/2014 7:24", "2024-01-01T00:00Z", '"1"', '""', " "),
      fc.string({ maxLength: 6 }).map((text) => text.replace(/["\r\n]/g, "")),
    );
    const row = fc.array(field, { maxLength: 7 }).map((fields) => fields.join(","));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 8 }), async (lines) => {
        const file = await write(`${HEADER}\n${lines.join("\n")}\n${GOOD}\n`, "fuzz-rows.csv");
        const rows = await allRows(file).catch((error: unknown) => {
          expect(error).toMatchObject({ code: "BAD_CSV" });
          return [];
        });
        for (const { reason, ...good } of rows) {
          if (reason !== undefined) continue;
          const { point, eventTime } = good as Extract<(typeof rows)[number], { eventTime: number }>;
          expect(Math.abs(point.latitude)).toBeLessThanOrEqual(90);
          expect(Math.abs(point.longitude)).toBeLessThanOrEqual(180);
          expect(point.id && point.track_id).not.toBe("");
          expect(eventTime).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("readTrackRows: files that can't be used", () => {
  it("a missing file, one below a file, a directory", async () => {
    const file = await write(GOOD);
    expect(await errorOf(allRows(`${file}.missing`))).toMatchObject({ code: "FILE_NOT_FOUND" });
    expect(await errorOf(allRows(join(file, "below")))).toMatchObject({ code: "FILE_NOT_FOUND" });
    await mkdir(join(dirname(file), "folder.csv"));
    const error = await errorOf(allRows(join(dirname(file), "folder.csv")));
    expect(error).toMatchObject({ code: "FILE_NOT_READABLE" });
    expect((error as Error).message).toContain("is a directory");
  });

  it.each([
    ["no bytes", "", "0 bytes"],
    ["a header only", HEADER, "a header and no rows"],
    ["a header and blank lines", `\uFEFF${HEADER}\r\n\r\n\n`, "a header and no rows"],
    ["blank lines only", "\n\n  \n", "nothing but blank lines"],
    ["a byte order mark only", "\uFEFF", "nothing but blank lines"],
  ])("%s is FILE_EMPTY", async (_, content, why) => {
    const error = await failure(content);
    expect(error.code).toBe("FILE_EMPTY");
    expect(error.message).toContain(why);
  });

  it("names the columns that are missing and those that are there", async () => {
    const error = await failure("id,lat,longitude,track_id,lon\n1,2,3,4,5\n");
    expect(error.code).toBe("MISSING_COLUMN");
    expect(error.message).toContain('lacks the columns "latitude", "time"');
    expect(error.message).toContain('"id", "lat", "longitude", "track_id", "lon"');
  });

  it.each([
    ["no header", `${GOOD}\n${GOOD}\n`, "the first line must name"],
    ["semicolons", `${HEADER.replaceAll(",", ";")}\n1;2;3;4;5\n`, 'not by ";"'],
    ["tabs", `${HEADER.replaceAll(",", "\t")}\n1\t2\t3\t4\t5\n`, 'not by "\\t"'],
    ["a carriage return as line end", `id\rlatitude\rlongitude\r`, "LF or CRLF"],
  ])("%s is MISSING_COLUMN with the way out", async (_, content, remedy) => {
    const error = await failure(content);
    expect(error.code).toBe("MISSING_COLUMN");
    expect(error.remedy).toContain(remedy);
  });

  it("keeps its message short when the header is long", async () => {
    const error = await failure(`${Array.from({ length: 5000 }, (_, i) => `column ${i}`).join(",")}\n1\n`);
    expect(error.message.length).toBeLessThan(800);
    expect(error.message).toContain("and 4980 more");
  });

  it.each([
    [
      "a quote that never closes",
      `${HEADER}\n${GOOD}\n"8,0,0,1,9/13/2014 7:24\n${GOOD}\n`,
      3,
      "never closes",
    ],
    [
      "a quote inside a value",
      `${HEADER}\n${GOOD}\n8,0,0,5" pipe "x,9/13/2014 7:24\n`,
      3,
      "stands inside a value",
    ],
    ["a space in front of a quote", `${HEADER}\n8, "0",0,1,9/13/2014 7:24\n`, 2, "stands inside a value"],
    ["text after a closing quote", `${HEADER}\n\n"8"x,0,0,"1",9/13/2014 7:24\n`, 3, "text follows the quote"],
    ["a NUL byte", `${HEADER}\n${GOOD}\n8,\0,0,1,x\n`, 3, "NUL byte"],
    ["UTF-16 with a byte order mark", Buffer.from(`\uFEFF${HEADER}\n${GOOD}\n`, "utf16le"), 1, "UTF-16"],
    ["UTF-16 without one", Buffer.from(`${HEADER}\n${GOOD}\n`, "utf16le"), 1, "UTF-16"],
    ["big-endian UTF-16", Buffer.from(`\uFEFF${HEADER}\n${GOOD}\n`, "utf16le").swap16(), 1, "UTF-16"],
    [
      "Latin-1",
      Buffer.from(`${HEADER}\n${GOOD}\n8,0,0,Curaçao,9/13/2014 7:24\n`, "latin1"),
      3,
      "not encoded as UTF-8",
    ],
    ["a column twice", `${HEADER},id\n${GOOD},1\n`, 1, 'names the column "id" twice'],
    [
      "a column in two letter cases",
      `${HEADER},speed,speed\n${GOOD},1,2\n`,
      1,
      'names the column "speed" twice',
    ],
    ["a column called __proto__", `${HEADER},__proto__\n${GOOD},1\n`, 1, "__proto__"],
  ])("%s is BAD_CSV with the line", async (_, content, line, reason) => {
    const error = await failure(content);
    expect(error.code).toBe("BAD_CSV");
    expect(error.message).toContain(`line ${line}: `);
    expect(error.message).toContain(reason);
    expect(error.remedy).toBeTruthy();
  });

  it("a line of megabytes is BAD_CSV, with quotes or without", async () => {
    const long = "x".repeat(3_000_000);
    const plain = await failure(`${HEADER}\n${GOOD}\n8,${long}`);
    expect(plain).toMatchObject({ code: "BAD_CSV" });
    expect(plain.message).toContain("line 3: the row is longer than 1024 KiB");
    const quoted = await failure(`${HEADER}\n${GOOD}\n8,"${long}",0,0,0\n`);
    expect(quoted.message).toContain("line 3: ");
    const oldMac = await failure(`${HEADER}\r${`${GOOD}\r`.repeat(50_000)}`);
    expect(oldMac.message).toContain("carriage return alone");
  });

  it("a time zone that is none is BAD_OPTION, before the file is looked at", async () => {
    expect(await errorOf(allRows("missing.csv", { timeZone: "Mars/Olympus" }))).toMatchObject({
      code: "BAD_OPTION",
    });
  });

  it("never hangs on any bytes and throws nothing but PlayheadError", async () => {
    const piece = fc.constantFrom(
      HEADER,
      GOOD,
      "\n",
      "\r\n",
      "\r",
      '"',
      '""',
      ",",
      "\0",
      "\uFEFF",
      "é",
      " ",
      "8,0,0,1,",
    );
    const content = fc.oneof(
      fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.from(pieces.join(""))),
      fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.from(`${HEADER}\n${pieces.join("")}`)),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(content, async (bytes) => {
        const file = await write(bytes, "fuzz-bytes.csv");
        await allRows(file).catch((error: unknown) => expect(error).toBeInstanceOf(PlayheadError));
      }),
      { numRuns: 200 },
    );
  });
});

describe("readTrackRows: files larger than memory should hold", () => {
  it("loses and doubles nothing where chunks of the file meet", async () => {
    const points = [...generateTracks({ seed: 3, tracks: 30, pointsPerTrack: 700 })];
    const file = await write([...csvLines(points)].join(""));
    let batches = 0;
    const read: unknown[] = [];
    for await (const rows of readTrackRows(file)) {
      batches++;
      for (const { reason, ...row } of rows) read.push(reason ?? row);
    }
    expect(batches).toBeGreaterThan(2);
    const expected = points.map((point, i) => ({
      row: i + 1,
      line: i + 2,
      point,
      eventTime: Date.parse(`${point.time} UTC`),
    }));
    expect(read).toEqual(expected);
  });

  it("reads quoted newlines across chunks as it reads plain rows", async () => {
    const rows = 20_000;
    const note = (i: number) => `${"n".repeat(i % 40)}\n"${i}"`;
    const content = Array.from(
      { length: rows },
      (_, i) => `${i},0,0,1,9/13/2014 7:24,"${note(i).replaceAll('"', '""')}"\n`,
    );
    const read = await allRows(await write(`${HEADER},note\n${content.join("")}`));
    expect(read.length).toBe(rows);
    const seen = read.map((row) => row.reason ?? [row.line, row.point.id, row.point.note]);
    expect(seen).toEqual(read.map((_, i) => [2 + 2 * i, String(i), note(i)]));
  });

  it("gives the same rows for a table, quoted or not", async () => {
    const cell = fc.string({ maxLength: 8 }).map((text) => text.replace(/["\r\n]/g, "."));
    const table = fc.array(fc.tuple(cell, cell, cell, cell, cell, cell), { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(table, async (records) => {
        const cells = records.map((record) => record.map((text) => text.replaceAll(",", ";")));
        const header = `${HEADER},note\n`;
        const plain = await write(
          `${header}${cells.map((record) => record.join(",")).join("\n")}\n`,
          "plain.csv",
        );
        const inQuotes = cells.map((record) => record.map((text) => `"${text}"`).join(",")).join("\n");
        const quoted = await write(`${header}${inQuotes}\n`, "quoted.csv");
        expect(await allRows(quoted)).toEqual(await allRows(plain));
      }),
      { numRuns: 100 },
    );
  });

  it("closes the file when the caller stops early or the signal does", async () => {
    const file = await write(
      [...csvLines(generateTracks({ seed: 4, tracks: 20, pointsPerTrack: 1000 }))].join(""),
    );
    for await (const rows of readTrackRows(file)) {
      expect(rows.length).toBeGreaterThan(0);
      break;
    }
    const controller = new AbortController();
    const reason = new Error("enough");
    let batches = 0;
    const reading = (async () => {
      for await (const rows of readTrackRows(file, { signal: controller.signal })) {
        batches += Math.sign(rows.length);
        controller.abort(reason);
      }
    })();
    expect(await errorOf(reading)).toBe(reason);
    expect(batches).toBe(1);
    expect(await errorOf(allRows(file, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    if (process.platform === "linux") {
      const open = await readdir("/proc/self/fd");
      const targets = await Promise.all(
        open.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "gone")),
      );
      expect(targets).not.toContain(file);
    }
  });
});

describe("readTrackRows: the file that was checked", () => {
  const digestOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

  it("reads no more than was checked, though the file has grown since", async () => {
    const file = await write(`${HEADER}\n${GOOD}\n`);
    const checked = await readFile(file);
    await appendFile(file, `${GOOD}\n`);
    const expected = { bytes: checked.length, digest: digestOf(checked) };
    expect(await allRows(file, { expected })).toHaveLength(1);
  });

  it.each([
    ["another content", `${HEADER}\n${GOOD.replace("8", "9")}\n`],
    ["fewer bytes", `${HEADER}\n`],
  ])("says FILE_CHANGED for %s", async (_, content) => {
    const file = await write(`${HEADER}\n${GOOD}\n`);
    const checked = await readFile(file);
    await writeFile(file, content);
    const expected = { bytes: checked.length, digest: digestOf(checked) };
    expect(await errorOf(allRows(file, { expected }))).toMatchObject({ code: "FILE_CHANGED" });
  });
});
