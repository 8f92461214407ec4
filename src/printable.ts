/**
 * Characters that move a terminal's cursor, change its colours or its title, break a line, or turn the order of those that
 * follow (https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings), so that text is not what it looks like.
 */
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g;

/** Text from data made fit for one line of a terminal: control characters become U+FFFD. */
export function oneLine(text: string): string {
  return text.replace(CONTROL, "\uFFFD");
}

/** The same of several lines, and of tabs. */
export function printable(text: string): string {
  return text.replace(CONTROL, (character) =>
    character === "\n" || character === "\t" ? character : "\uFFFD",
  );
}

/** A value as JSON, of which the same can be said: JSON by itself escapes those of ASCII only. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(
    CONTROL,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
