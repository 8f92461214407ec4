/** A character as JSON escapes it, a pair of surrogates as one. */
const ESCAPED = /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[^u])/g;
/** What no database keeps: a NUL (PostgreSQL), or half of a pair of surrogates (nor DuckDB). */
const UNSTORABLE = /^\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})$/;

/**
 * JSON text that every database keeps: characters that one refuses are the replacement character, U+FFFD.
 *
 * @example
 * storableJson(String.raw`{"name":"a\u0000b"}`) // {"name":"a\ufffdb"}
 */
export function storableJson(json: string): string {
  if (!json.includes("\\u")) return json;
  return json.replace(ESCAPED, (escaped) => (UNSTORABLE.test(escaped) ? "\\ufffd" : escaped));
}

/** The same of a text that is no JSON. It comes from UTF-8, which has no half pairs. */
export function storableText(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text;
}
