/** Reads numbers of JSON from bytes: https://www.rfc-editor.org/rfc/rfc8259#section-6 */

const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const SMALL_E = 0x65;
const LARGE_E = 0x45;

/** So many digits make a whole number that a double holds exactly. */
const EXACT_DIGITS = 15;
/** The powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * Reads one number, as JSON.parse does. Up to 15 digits and a power of ten up to 10^22 are both exact as doubles, so
 * that one division or multiplication rounds once and therefore right (Clinger, "How to read floating point numbers
 * accurately", 1990); other numbers are left to JavaScript.
 */
export class NumberReader {
  /** What was read last. */
  value = 0.5;

  /** Returns the position behind the number, -1 where there is none as JSON has it. May look at bytes behind it. */
  read(bytes: Buffer, start: number): number {
    let position = start;
    const negative = bytes[position] === MINUS;
    if (negative) position++;
    let byte = bytes[position] as number;
    if (!(byte >= ZERO && byte <= NINE)) return -1;
    let mantissa = byte - ZERO;
    let digits = 1;
    byte = bytes[++position] as number;
    if (mantissa === 0) {
      digits = 0;
      if (byte >= ZERO && byte <= NINE) return -1;
    }
    while (byte >= ZERO && byte <= NINE) {
      mantissa = mantissa * 10 + (byte - ZERO);
      digits++;
      byte = bytes[++position] as number;
    }
    let exponent = 0;
    if (byte === POINT) {
      const fraction = ++position;
      byte = bytes[position] as number;
      while (byte >= ZERO && byte <= NINE) {
        mantissa = mantissa * 10 + (byte - ZERO);
        // Zeros in front are no digits.
        if (mantissa > 0) digits++;
        byte = bytes[++position] as number;
      }
      if (position === fraction) return -1;
      exponent = fraction - position;
    }
    if (byte === SMALL_E || byte === LARGE_E) {
      byte = bytes[++position] as number;
      const down = byte === MINUS;
      if (down || byte === PLUS) byte = bytes[++position] as number;
      const power = position;
      let shift = 0;
      while (byte >= ZERO && byte <= NINE) {
        shift = shift * 10 + (byte - ZERO);
        byte = bytes[++position] as number;
      }
      if (position === power) return -1;
      exponent += down ? -shift : shift;
    }
    if (digits <= EXACT_DIGITS && exponent >= -22 && exponent <= 22) {
      const value =
        exponent < 0 ? mantissa / (POWERS[-exponent] as number) : mantissa * (POWERS[exponent] as number);
      this.value = negative ? -value : value;
    } else {
      this.value = Number(bytes.toString("latin1", start, position));
    }
    return position;
  }
}
