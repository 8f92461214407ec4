import { getProperties } from "properties-file";
import { PlayheadError } from "../errors";

/** One setting: its value as it was written, and where, in words for an error. */
export interface Property {
  value: string;
  /** E.g. `sasl.mechanism in client.properties`, or `KAFKA_SASL_MECHANISM`. */
  from: string;
}

/** In the names of all settings whose values are secret. */
const SECRET = /password|jaas|keystore\.key/i;

/**
 * A value as an error may show it. A line that ends in a backslash takes in the next one, with a password in it maybe.
 *
 * @example
 * shown("a.example:1sasl.password=p") // "(not shown: the next line is part of it, and secret)"
 */
export function shown(value: string): string {
  return SECRET.test(value) ? "(not shown: the next line is part of it, and secret)" : value;
}

/** Settings by the names that Kafka gives them: https://kafka.apache.org/documentation/#adminclientconfigs */
export type Properties = ReadonlyMap<string, Property>;

/**
 * Reads a file of settings in Java's format, as `java.util.Properties` does: escapes, lines that go on after a
 * backslash, the last of two. Text is UTF-8, and where it can't be that, Latin-1, which is what Java takes it for.
 *
 * @param file its name, for errors
 * @throws PlayheadError BAD_OPTION
 * @example
 * parseProperties(Buffer.from("client.id = ann\n"), "client.properties").get("client.id")?.value // "ann"
 */
export function parseProperties(bytes: Uint8Array, file: string): Properties {
  try {
    const settings = Object.entries(getProperties(decode(bytes)));
    return new Map(settings.map(([name, value]) => [name, { value, from: `${name} in ${file}` }]));
  } catch (error) {
    // The parser's words may quote the line, and with it a password.
    throw new PlayheadError(
      "BAD_OPTION",
      `${file} has a \\u that is not followed by four hexadecimal digits, which Java's .properties format asks for`,
      { remedy: "write a backslash that is one as \\\\", cause: error },
    );
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString("latin1");
  }
}
