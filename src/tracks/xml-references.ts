const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g;
/** What XML lets be in a text, by whatever it is written: https://www.w3.org/TR/xml/#NT-Char. */
const CHARACTER = /[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/**
 * Puts in the references that need no definition, each once: XML's own five entities, and numbers of characters. Others
 * stay as they are. The text can only become shorter.
 *
 * @example
 * withReferences("Tom &amp; Jerry &#x1F697; &amp;lt; &else;") // "Tom & Jerry 🚗 &lt; &else;"
 */
export function withReferences(text: string): string {
  return text.replace(
    REFERENCE,
    (whole, name?: keyof typeof NAMED, decimal?: string, hexadecimal?: string) => {
      if (name !== undefined) return NAMED[name];
      const code = decimal === undefined ? Number.parseInt(hexadecimal ?? "", 16) : Number(decimal);
      const character = code <= 0x10ffff ? String.fromCodePoint(code) : "";
      return CHARACTER.test(character) ? character : whole;
    },
  );
}
