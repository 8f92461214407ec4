import type { AnyFields } from "../processor";
import { wrongType } from "./pick";
import { declaredType, type DeclaredType, type FieldValue } from "./shape";

/** Bytes that a number takes at most: -1.7976931348623157e+308 and some more. */
const NUMBER_BYTES = 25;
const BOOLEAN_BYTES = 5;
const NULL_BYTES = 4;
/** A code unit takes at most so many bytes: as \u001f. */
const ESCAPE_BYTES = 6;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const BEYOND_ASCII = 0x80;
const ZERO = 0x30;
/** Whole numbers below it are written digit by digit, without a text in between. */
const SMALL = 1e9;

/** Writes outputs as JSON: their declared fields, in the declared order, exactly as JSON.stringify would. */
export interface FieldWriter {
  /**
   * Bytes that {@link write} may need for `output`.
   *
   * @throws Error saying in words which field is missing or has another type
   */
  capacity(output: object): number;
  /**
   * Writes `output` at `position`, where `bytes` must have the room that {@link capacity} tells. Returns the position
   * behind it.
   *
   * @throws Error as `capacity` does
   */
  write(output: object, bytes: Buffer, position: number): number;
  /**
   * The same as a text.
   *
   * @throws Error as `capacity` does
   */
  toText(output: object): string;
}

/**
 * Makes a writer for the declared fields of outputs.
 *
 * @example
 * const writer = makeFieldWriter({ track_id: "string", distance: "number" });
 * writer.toText({ track_id: "101", distance: 1.5, points: 3 }); // {"track_id":"101","distance":1.5}
 */
export function makeFieldWriter(writes: AnyFields): FieldWriter {
  return new Writer(writes);
}

interface Field extends DeclaredType {
  name: string;
  /** All that comes before the value: brace or comma, name, colon. */
  before: string;
  beforeBytes: Buffer;
}

class Writer implements FieldWriter {
  private readonly fields: readonly Field[];
  private readonly constant: number;
  private readonly empty: boolean;

  constructor(writes: AnyFields) {
    this.fields = Object.entries(writes).map(([name, type], i) => {
      const before = `${i === 0 ? "{" : ","}${JSON.stringify(name)}:`;
      return { name, ...declaredType(type), before, beforeBytes: Buffer.from(before) };
    });
    this.empty = this.fields.length === 0;
    this.constant = this.fields.reduce(
      (sum, { type, beforeBytes }) => sum + beforeBytes.length + room(type),
      2,
    );
  }

  capacity(output: object): number {
    let capacity = this.constant;
    for (const field of this.fields) {
      const value = valueOf(output, field);
      if (typeof value === "string") capacity += value.length * ESCAPE_BYTES;
    }
    return capacity;
  }

  write(output: object, bytes: Buffer, position: number): number {
    if (this.empty) bytes[position++] = 0x7b;
    for (const field of this.fields) {
      const { beforeBytes } = field;
      for (let i = 0; i < beforeBytes.length; i++) bytes[position++] = beforeBytes[i] as number;
      const value = valueOf(output, field);
      if (typeof value === "string") position = writeString(bytes, position, value);
      else if (typeof value === "number") position = writeNumber(bytes, position, value);
      else position = writeAscii(bytes, position, String(value));
    }
    bytes[position] = 0x7d;
    return position + 1;
  }

  toText(output: object): string {
    if (this.empty) return "{}";
    let text = "";
    for (const field of this.fields) {
      const value = valueOf(output, field);
      text += field.before;
      text +=
        typeof value === "string" ? quoted(value) : typeof value === "number" ? numberText(value) : value;
    }
    return text + "}";
  }
}

function room(type: Field["type"]): number {
  return type === "number" ? NUMBER_BYTES : type === "boolean" ? BOOLEAN_BYTES : NULL_BYTES;
}

function valueOf(output: object, { name, type, orNull }: Field): FieldValue {
  const value = (output as Record<string, unknown>)[name];
  if (typeof value !== type && !(orNull && value === null)) throw new Error(wrongType(name, type, value));
  return value as FieldValue;
}

function writeString(bytes: Buffer, start: number, text: string): number {
  let position = start;
  bytes[position++] = QUOTE;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (!isPlain(code)) return start + bytes.write(JSON.stringify(text), start);
    bytes[position++] = code;
  }
  bytes[position++] = QUOTE;
  return position;
}

/** ASCII that stands for itself in JSON. */
function isPlain(code: number): boolean {
  return code >= SPACE && code < BEYOND_ASCII && code !== QUOTE && code !== BACKSLASH;
}

function quoted(text: string): string {
  for (let i = 0; i < text.length; i++) if (!isPlain(text.charCodeAt(i))) return JSON.stringify(text);
  return `"${text}"`;
}

function writeNumber(bytes: Buffer, position: number, value: number): number {
  if (!(value > -SMALL && value < SMALL && value === Math.trunc(value))) {
    return writeAscii(bytes, position, numberText(value));
  }
  let rest = value;
  if (value < 0) {
    bytes[position++] = 0x2d;
    rest = -value;
  }
  let digits = 1;
  for (let power = 10; power <= rest; power *= 10) digits++;
  const end = position + digits;
  for (let i = end - 1; i >= position; i--) {
    const tenth = Math.floor(rest / 10);
    bytes[i] = ZERO + (rest - tenth * 10);
    rest = tenth;
  }
  return end;
}

/** JSON has neither infinities nor NaN. */
function numberText(value: number): string {
  return Number.isFinite(value) ? String(value) : "null";
}

function writeAscii(bytes: Buffer, position: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[position + i] = text.charCodeAt(i);
  return position + text.length;
}
