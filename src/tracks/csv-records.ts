import { isUtf8 } from "node:buffer";
import { CsvError, parse } from "csv-parse/sync";
import type { Block } from "./csv-blocks";
import { badCsv } from "./csv-errors";

/** One record of a CSV file: its fields as they are written, and the line it begins on. */
export type OnRecord = (fields: string[], line: number) => void;

const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Calls `onRecord` for each record of the block, in order; blank lines are no records. Lines end in LF or CRLF.
 *
 * A block without a quote is split at newlines and commas, which is seven times as fast; all others go through
 * csv-parse. Both give the same fields, spaces included.
 *
 * @throws PlayheadError BAD_CSV for bytes that are not UTF-8 text and for quotes in the wrong place.
 */
export function forEachRecord(file: string, block: Block, onRecord: OnRecord): void {
  const text = decode(file, block);
  if (text.includes('"')) quotedRecords(file, block.line, text, onRecord);
  else plainRecords(block.line, text, onRecord);
}

function plainRecords(firstLine: number, text: string, onRecord: OnRecord): void {
  let line = firstLine;
  for (let from = 0; from < text.length; line++) {
    const newline = text.indexOf("\n", from);
    const next = newline === -1 ? text.length : newline;
    const end = next > from && text.charCodeAt(next - 1) === 13 ? next - 1 : next;
    const record = text.slice(from, end);
    if (record.trim() !== "") onRecord(record.split(","), line);
    from = next + 1;
  }
}

function quotedRecords(file: string, firstLine: number, text: string, onRecord: OnRecord): void {
  let line = firstLine;
  for (const fields of parseQuoted(file, firstLine, text)) {
    const newlinesInside = fields.reduce((sum, field) => sum + newlinesIn(field), 0);
    if (fields.length > 1 || fields[0]?.trim() !== "") onRecord(fields, line);
    line += 1 + newlinesInside;
  }
}

function parseQuoted(file: string, firstLine: number, text: string): string[][] {
  try {
    return parse(text.endsWith("\n") ? text : `${text}\n`, {
      record_delimiter: ["\r\n", "\n"],
      relax_column_count: true,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = firstLine - 1 + Number(error.lines);
    throw badCsv(
      file,
      line,
      error.code === "INVALID_OPENING_QUOTE"
        ? 'a quote (") stands inside a value that does not begin with one'
        : 'text follows the quote (") that closes a value',
      'quote a value as a whole, right after the comma, and write "" for a quote inside it',
      error,
    );
  }
}

function newlinesIn(field: string): number {
  let count = 0;
  for (let at = field.indexOf("\n"); at !== -1; at = field.indexOf("\n", at + 1)) count++;
  return count;
}

function decode(file: string, { bytes, start, line }: Block): string {
  if (bytes.includes(0) || !isUtf8(bytes)) throw notText(file, bytes, start, line);
  const text = bytes.toString("utf8");
  return start === 0 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

/** Says what the bytes are instead of UTF-8 text, and where the first wrong one is. */
function notText(file: string, bytes: Buffer, start: number, line: number): Error {
  if (start === 0 && isUtf16(bytes)) {
    return badCsv(file, 1, "the text is encoded as UTF-16", "save it as UTF-8 (in Excel: “CSV UTF-8”)");
  }
  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    const at = line + newlinesIn(bytes.toString("latin1", 0, nul));
    return badCsv(
      file,
      at,
      "it holds a NUL byte, so this is no text",
      "give a CSV file; unpack a compressed one",
    );
  }
  let from = 0;
  let at = line;
  for (let end = bytes.indexOf(10); end !== -1 && isUtf8(bytes.subarray(from, end)); at++) {
    from = end + 1;
    end = bytes.indexOf(10, from);
  }
  return badCsv(file, at, "a letter is not encoded as UTF-8", "save it as UTF-8 (in Excel: “CSV UTF-8”)");
}

/** By its byte order mark, or by every other byte of the first characters being zero, as in ASCII text. */
function isUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return (
    (first === 0) !== (second === 0) &&
    (bytes[2] === 0) === (first === 0) &&
    (bytes[3] === 0) === (second === 0)
  );
}
