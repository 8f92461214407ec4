import type { AnyFields } from "../processor";
import { NumberReader } from "./number";
import { declaredType, exampleOf, type DeclaredType, type FieldsObject, type FieldValue } from "./shape";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const SPACE = 0x20;
const TAB = 0x09;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
/** The first byte that is not ASCII. */
const BEYOND_ASCII = 0x80;

const TRUE = Buffer.from("true");
const FALSE = Buffer.from("false");
const LITERALS = [TRUE, FALSE, Buffer.from("null")];

/** Reads the declared fields of JSON objects from their bytes. */
export interface FieldScanner {
  /**
   * The declared fields, in the declared order, of the JSON object that takes `bytes` from `start` up to `end`: what
   * JSON.parse gives, without an object of all fields. Undefined where it can't be sure of that, and JSON.parse must
   * have the last word: a field that is missing, doubled or of another type, nested values, escapes, text that is not
   * ASCII in a field that is read, anything that is not JSON.
   */
  scan(bytes: Buffer, start: number, end: number): FieldsObject | undefined;
}

/**
 * Makes a scanner for flat JSON objects (RFC 8259) of which a few fields are needed.
 *
 * @example
 * const scanner = makeFieldScanner({ latitude: "number", longitude: "number" });
 * scanner.scan(record.bytes, record.valueStart, record.valueEnd) ?? pick(JSON.parse(record.valueText));
 */
export function makeFieldScanner(reads: AnyFields): FieldScanner {
  return new Scanner(reads);
}

interface Field extends DeclaredType {
  name: string;
  bytes: Buffer;
}

class Scanner implements FieldScanner {
  private readonly example: FieldsObject;
  private readonly fields: readonly Field[];
  /** How many of them must be there. */
  private readonly required: number;
  /** For each field, the number of the last scan that has met it. */
  private readonly met: number[];
  private readonly number = new NumberReader();
  private scans = 0;

  constructor(reads: AnyFields) {
    this.example = exampleOf(reads);
    this.fields = Object.entries(reads).map(([name, type]) => ({
      name,
      bytes: Buffer.from(name),
      ...declaredType(type),
    }));
    this.required = this.fields.filter(({ orNull }) => !orNull).length;
    this.met = this.fields.map(() => 0);
  }

  scan(bytes: Buffer, start: number, end: number): FieldsObject | undefined {
    const { fields, met, number } = this;
    const scan = ++this.scans;
    const found = { ...this.example };
    let missing = this.required;
    let next = 0;

    // Numbers, literals and spaces may be looked for behind the end; whoever went there has not ended at the end.
    let position = skipSpace(bytes, start);
    if (bytes[position] !== OPEN) return undefined;
    position = skipSpace(bytes, position + 1);
    if (bytes[position] === CLOSE)
      return missing === 0 && endsAt(bytes, position + 1, end) ? found : undefined;
    for (;;) {
      if (bytes[position] !== QUOTE) return undefined;
      const nameStart = position + 1;
      const nameEnd = endOfAscii(bytes, nameStart, end);
      if (nameEnd < 0) return undefined;
      position = skipSpace(bytes, nameEnd + 1);
      if (bytes[position] !== COLON) return undefined;
      position = skipSpace(bytes, position + 1);

      const index = this.fieldNamed(bytes, nameStart, nameEnd, next);
      const field = index < 0 ? undefined : fields[index];
      const first = bytes[position] as number;
      if (field !== undefined) {
        if (met[index] === scan) return undefined;
        met[index] = scan;
        next = index + 1;
      }
      if (field === undefined || (field.orNull && !mayBegin(field.type, first))) {
        if (first === QUOTE) {
          position = endOfString(bytes, position + 1, end) + 1;
          if (position === 0) return undefined;
        } else if (isLetter(first)) {
          position = endOfLiteral(bytes, position);
        } else {
          position = number.read(bytes, position);
        }
        if (position < 0) return undefined;
      } else {
        if (!field.orNull) missing--;
        let value: FieldValue;
        if (field.type === "number") {
          position = number.read(bytes, position);
          if (position < 0) return undefined;
          value = number.value;
        } else if (field.type === "string") {
          const textStart = position + 1;
          const textEnd = first === QUOTE ? endOfAscii(bytes, textStart, end) : -1;
          if (textEnd < 0) return undefined;
          value = bytes.toString("latin1", textStart, textEnd);
          position = textEnd + 1;
        } else {
          value = matches(bytes, position, TRUE);
          if (!value && !matches(bytes, position, FALSE)) return undefined;
          position += (value ? TRUE : FALSE).length;
        }
        found[field.name] = value;
      }

      position = skipSpace(bytes, position);
      const byte = bytes[position];
      position++;
      if (byte === CLOSE) return missing === 0 && endsAt(bytes, position, end) ? found : undefined;
      if (byte !== COMMA) return undefined;
      position = skipSpace(bytes, position);
    }
  }

  /** The index of the field with that name, -1 for none. Fields mostly come in order: `next` is tried first. */
  private fieldNamed(bytes: Buffer, start: number, end: number, next: number): number {
    const { fields } = this;
    const { length } = fields;
    for (let i = 0; i < length; i++) {
      const index = next + i < length ? next + i : next + i - length;
      const name = (fields[index] as Field).bytes;
      if (name.length === end - start && matches(bytes, start, name)) return index;
    }
    return -1;
  }
}

function skipSpace(bytes: Buffer, position: number): number {
  for (;;) {
    const byte = bytes[position] as number;
    // What is no space is left with one comparison.
    if (byte > SPACE || !(byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB))
      return position;
    position++;
  }
}

function endsAt(bytes: Buffer, position: number, end: number): boolean {
  return position === end || (position < end && skipSpace(bytes, position) >= end);
}

/** Where the ASCII text ends that begins at `position`; -1 where it holds anything else, or an escape. */
function endOfAscii(bytes: Buffer, position: number, end: number): number {
  for (; position < end; position++) {
    const byte = bytes[position] as number;
    if (byte > QUOTE && byte !== BACKSLASH && byte < BEYOND_ASCII) continue;
    if (byte === QUOTE) return position;
    if (byte < SPACE || byte > QUOTE) return -1;
  }
  return -1;
}

/** The same for a text that nobody reads: whatever its bytes beyond ASCII are, they are text to JSON.parse. */
function endOfString(bytes: Buffer, position: number, end: number): number {
  for (; position < end; position++) {
    const byte = bytes[position] as number;
    if (byte > QUOTE && byte !== BACKSLASH) continue;
    if (byte === QUOTE) return position;
    if (byte < SPACE || byte > QUOTE) return -1;
  }
  return -1;
}

/** Whether a value of that type may begin with the byte; what does not is another type's, or no value. */
function mayBegin(type: Field["type"], first: number): boolean {
  if (type === "string") return first === QUOTE;
  return type === "number" ? first !== QUOTE && !isLetter(first) : first === TRUE[0] || first === FALSE[0];
}

function isLetter(byte: number): boolean {
  return byte >= 0x61;
}

/** Where one of JSON's three words ends that begins at `position`; -1 if none does. */
function endOfLiteral(bytes: Buffer, position: number): number {
  for (const word of LITERALS) if (matches(bytes, position, word)) return position + word.length;
  return -1;
}

function matches(bytes: Buffer, position: number, expected: Buffer): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[position + i] !== expected[i]) return false;
  return true;
}
