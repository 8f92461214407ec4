import { createHash } from "node:crypto";
import type { Block } from "./csv-blocks";

/** The first bytes of a file: how many, and their SHA-256 in hexadecimal. */
export interface FilePrefix {
  bytes: number;
  digest: string;
}

/** A part of a block that is whole records again; `prefix` is set where the records up to its end are a known prefix. */
export interface Piece {
  piece: Block;
  prefix?: FilePrefix;
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;

/**
 * Hashes a file block by block and tells where a known prefix of it ends: the bytes up to there have its digest, and
 * a row ends there. (A file whose last line was still being written when it was seen is no prefix of what it became.)
 */
export class PrefixFinder {
  private readonly hash = createHash("sha256");
  /** By length, the next one first. */
  private readonly pending: FilePrefix[];

  constructor(known: readonly FilePrefix[]) {
    this.pending = known.filter(({ bytes }) => bytes > 0).sort((a, b) => a.bytes - b.bytes);
  }

  /** Cuts the next block of the file at the known prefixes that end in it. */
  split(block: Block): Piece[] {
    const { bytes, start } = block;
    const pieces: Piece[] = [];
    let rest = block;
    let hashed = 0;
    let [next] = this.pending;
    while (next !== undefined && next.bytes <= start + bytes.length) {
      const end = next.bytes - start;
      this.hash.update(bytes.subarray(hashed, end));
      hashed = end;
      const boundary = this.hash.copy().digest("hex") === next.digest ? rowEnd(bytes, end) : undefined;
      if (boundary !== undefined) {
        const [piece, tail] = cut(rest, boundary + start - rest.start);
        pieces.push({ piece, prefix: next });
        rest = tail;
      }
      this.pending.shift();
      [next] = this.pending;
    }
    this.hash.update(bytes.subarray(hashed));
    pieces.push({ piece: rest });
    return pieces;
  }

  /** SHA-256 of all blocks, in hexadecimal. To be asked for once, at the end. */
  digest(): string {
    return this.hash.digest("hex");
  }
}

/** Where the row ends whose last byte, its newline apart, may be the one before `end`; undefined if none ends there. */
function rowEnd(bytes: Buffer, end: number): number | undefined {
  const after = lineEnd(bytes, end);
  return after !== undefined && isOutsideQuotes(bytes, after) ? after : undefined;
}

function lineEnd(bytes: Buffer, end: number): number | undefined {
  if (bytes[end - 1] === NEWLINE || end === bytes.length) return end;
  if (bytes[end] === NEWLINE) return end + 1;
  return bytes[end] === RETURN && bytes[end + 1] === NEWLINE ? end + 2 : undefined;
}

function isOutsideQuotes(bytes: Buffer, end: number): boolean {
  let quotes = 0;
  for (let at = bytes.indexOf(QUOTE); at !== -1 && at < end; at = bytes.indexOf(QUOTE, at + 1)) quotes++;
  return quotes % 2 === 0;
}

function cut(block: Block, at: number): [Block, Block] {
  const head = block.bytes.subarray(0, at);
  let newlines = 0;
  for (let found = head.indexOf(NEWLINE); found !== -1; found = head.indexOf(NEWLINE, found + 1)) newlines++;
  return [
    { ...block, bytes: head },
    { ...block, bytes: block.bytes.subarray(at), start: block.start + at, line: block.line + newlines },
  ];
}
