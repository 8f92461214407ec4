import { gzipSync } from "node:zlib";
import type { ErrorCode } from "../../src/errors";

/** A file that a stranger may hand in, made by code where it is large, and what becomes of it. */
export interface Nasty {
  name: string;
  bytes: () => Buffer | string;
  /** The code of the error that refuses it as a whole; or how many of its rows are good and bad. */
  outcome: ErrorCode | { good: number; bad: number };
}

export const HEADER = "id,latitude,longitude,track_id,time";
const TIME = "9/13/2014 7:24";
/** A row of a CSV file, good unless one of its values is not. */
const row = ({ id = "1", latitude = "1.5", longitude = "2.5", track = "t", time = TIME } = {}): string =>
  [id, latitude, longitude, track, time].join(",");
const GOOD = row();
const file = (...rows: readonly string[]): string => `${[HEADER, ...rows].join("\n")}\n`;
const MIB = 1024 * 1024;

/** What people may call a track, to see it run somewhere. */
export const HOSTILE_TEXTS = [
  "<img src=x onerror=alert(1)>",
  '"><script>alert(1)</script>',
  "</style><script>alert(1)</script>",
  "</title></text></svg><script>alert(1)</script>",
  "javascript:alert(1)",
  '<a href="javascript:alert(1)">here</a>',
  "<b>bold</b><sub>low</sub><br>",
  "%{x}<extra></extra>",
  "${alert(1)}",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  '=HYPERLINK("http://127.0.0.1:9/")',
  "../../../etc/passwd",
  "\u001b[31mred\u001b[0m\u001b]0;title\u0007",
  "\u009b31mred",
  "\u202Etxt.exe",
  "\u200Bzero\u200Dwidth",
  "[link](javascript:alert(1)) `code` | cell |",
  "'; DROP TABLE dist_calc; --",
  '"quoted"',
  "a".repeat(1000),
] as const;

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;

export const NASTY_CSV: readonly Nasty[] = [
  { name: "nothing", bytes: () => "", outcome: "FILE_EMPTY" },
  { name: "blank lines only", bytes: () => "\n\r\n  \n", outcome: "FILE_EMPTY" },
  { name: "header only", bytes: () => HEADER, outcome: "FILE_EMPTY" },
  { name: "byte order mark", bytes: () => `\uFEFF${file(GOOD)}`, outcome: { good: 1, bad: 0 } },
  { name: "two byte order marks", bytes: () => `\uFEFF\uFEFF${file(GOOD)}`, outcome: { good: 1, bad: 0 } },
  { name: "UTF-16", bytes: () => Buffer.from(`\uFEFF${file(GOOD)}`, "utf16le"), outcome: "BAD_CSV" },
  { name: "UTF-16 without a mark", bytes: () => Buffer.from(file(GOOD), "utf16le"), outcome: "BAD_CSV" },
  { name: "Latin-1", bytes: () => Buffer.from(file(row({ track: "Köln" })), "latin1"), outcome: "BAD_CSV" },
  { name: "a NUL byte", bytes: () => file(GOOD, row({ track: "a\0b" })), outcome: "BAD_CSV" },
  { name: "gzip", bytes: () => gzipSync(file(GOOD)), outcome: "BAD_CSV" },
  {
    name: "any bytes",
    bytes: () => Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 37) % 256)),
    outcome: "BAD_CSV",
  },
  {
    name: "a surrogate by itself",
    bytes: () =>
      Buffer.concat([
        Buffer.from(`${HEADER}\n1,1,2,`),
        Buffer.from([0xed, 0xa0, 0x80]),
        Buffer.from(`,${TIME}\n`),
      ]),
    outcome: "BAD_CSV",
  },
  { name: "a line of 100 MB", bytes: () => Buffer.alloc(100 * MIB, "a"), outcome: "BAD_CSV" },
  { name: "a line of 2 MB below the header", bytes: () => file("a".repeat(2 * MIB)), outcome: "BAD_CSV" },
  { name: "a quote that never closes", bytes: () => file(GOOD, `"${GOOD}`, GOOD), outcome: "BAD_CSV" },
  {
    name: "a quote that never closes in 3 MB",
    bytes: () => `${HEADER}\n"${`${GOOD}\n`.repeat((3 * MIB) / GOOD.length)}`,
    outcome: "BAD_CSV",
  },
  { name: "quotes only", bytes: () => file('"'.repeat(100_001)), outcome: "BAD_CSV" },
  {
    name: "a header of a million columns",
    bytes: () => `${HEADER}${",".repeat(1_000_000)}\n${GOOD}\n`,
    outcome: { good: 0, bad: 1 },
  },
  {
    name: "a row of a million columns",
    bytes: () => file(`${GOOD}${",".repeat(1_000_000)}`),
    outcome: { good: 0, bad: 1 },
  },
  {
    name: "columns that make a record too large",
    bytes: () => `${HEADER}${",".repeat(200_000)}\n${GOOD}${",".repeat(200_000)}\n`,
    outcome: { good: 0, bad: 1 },
  },
  {
    name: "characters that are long in JSON",
    bytes: () => `${HEADER},note\n${GOOD},${"\u0001".repeat(900_000)}\n${GOOD},short\n`,
    outcome: { good: 1, bad: 1 },
  },
  {
    name: "mixed line ends",
    bytes: () => `${HEADER}\r\n${GOOD}\n${GOOD}\r\n${GOOD}`,
    outcome: { good: 3, bad: 0 },
  },
  {
    name: "carriage returns alone",
    bytes: () => file(GOOD, GOOD).replaceAll("\n", "\r"),
    outcome: "MISSING_COLUMN",
  },
  { name: "semicolons", bytes: () => file(GOOD).replaceAll(",", ";"), outcome: "MISSING_COLUMN" },
  { name: "a column twice", bytes: () => `${HEADER},id\n${GOOD},2\n`, outcome: "BAD_CSV" },
  { name: "a column called __proto__", bytes: () => `${HEADER},__proto__\n${GOOD},2\n`, outcome: "BAD_CSV" },
  {
    name: "columns that objects have anyway",
    bytes: () => `${HEADER},constructor,toString\n${GOOD},2,3\n`,
    outcome: { good: 1, bad: 0 },
  },
  {
    name: "a short row, a long row",
    bytes: () => file("1,2", GOOD, `${GOOD},`),
    outcome: { good: 1, bad: 2 },
  },
  {
    name: "numbers that are none",
    bytes: () =>
      file(
        ...[
          "1e999",
          "-1e999",
          "NaN",
          "Infinity",
          "0x10",
          "0x1p3",
          "1_000",
          "1,5",
          "٣",
          "--1",
          "+",
          ".",
          "1e",
          "9".repeat(400),
        ].map((latitude) => row({ latitude })),
      ),
    outcome: { good: 0, bad: 14 },
  },
  {
    name: "numbers that are some",
    bytes: () =>
      file(...["-0", "+1", ".5", "1.", "1e-999", " 1 ", "1E1"].map((latitude) => row({ latitude }))),
    outcome: { good: 7, bad: 0 },
  },
  {
    name: "times that are none",
    bytes: () =>
      file(
        ...[
          "",
          "0",
          "noon",
          "99/99/2014 7:24",
          "2014-09-13T07:24:00+99:99",
          "0000-00-00T00:00",
          "1e9",
          `2014-09-13T07:24:00.${"0".repeat(1000)}Z`,
          "2/30/2014 7:24",
          "1/1/1969 7:24",
        ].map((time) => row({ time })),
      ),
    outcome: { good: 0, bad: 10 },
  },
  {
    name: "a track of 1001 characters",
    bytes: () => file(row({ track: "a".repeat(1001) })),
    outcome: { good: 0, bad: 1 },
  },
  {
    name: "hostile tracks",
    bytes: () => file(...HOSTILE_TEXTS.map((track) => row({ track: quote(track) }))),
    outcome: { good: HOSTILE_TEXTS.length, bad: 0 },
  },
  {
    name: "formulas",
    bytes: () =>
      `${HEADER},note\n${["=1+1", "@SUM(A1)", "+1", "-1", "\t=1"].map((note) => `${GOOD},${note}`).join("\n")}\n`,
    outcome: { good: 5, bad: 0 },
  },
];
