import { PlayheadError } from "../errors";
import type { Property } from "./properties";

/** How one logs in, as Kafka's `sasl.jaas.config` says it. */
export interface LoginModule {
  /** The Java class, e.g. `org.apache.kafka.common.security.plain.PlainLoginModule`. */
  className: string;
  options: ReadonlyMap<string, string>;
}

/** Blanks and Java's comments. */
const BLANK = /(?:\s+|\/\/[^\n\r]*|\/\*(?:[^*]|\*(?!\/))*\*\/)*/y;
/** A word; a text in quotes of either kind; one of the two signs. As `java.io.StreamTokenizer` has them. */
const TOKEN = /([\w.$\u00a0-\u00ff-]+)|"((?:[^"\\\n\r]|\\[^\n\r])*)"|'((?:[^'\\\n\r]|\\[^\n\r])*)'|([=;])/y;
const ESCAPES: Record<string, string> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };
const FLAGS = ["required", "requisite", "sufficient", "optional"];

/**
 * Takes a login module apart: `CLASS required name="value" …;`. What is in quotes may have escapes, an unquoted value
 * can only be a word. The format: https://kafka.apache.org/documentation/#security_jaas_client
 *
 * @throws PlayheadError BAD_OPTION, which never repeats a value: it may be a password
 * @example
 * parseJaas({ value: 'a.PlainLoginModule required username="ann";', from: "sasl.jaas.config" }).options.get("username")
 */
export function parseJaas({ value: text, from }: Property): LoginModule {
  const refuse = (what: string): PlayheadError =>
    new PlayheadError("BAD_OPTION", `${from} can't be read: ${what}`, {
      remedy:
        'it is written as CLASS required username="ann" password="…"; with \\ before a quote or a backslash in a password',
    });
  const [className, flag, ...rest] = tokensOf(text, refuse);
  if (className?.word === undefined) throw refuse("it does not begin with the class of a login module");
  if (!FLAGS.includes(flag?.word?.toLowerCase() ?? "")) throw refuse('"required" is missing after the class');
  const options = new Map<string, string>();
  while (rest.length > 0 && rest[0]?.sign !== ";") {
    const [name, equals, given] = rest.splice(0, 3);
    const value = given?.word ?? given?.quoted;
    if (name?.word === undefined || equals?.sign !== "=" || value === undefined)
      throw refuse("an option is not name=value, or its value has signs that ask for quotes");
    options.set(name.word, value);
  }
  if (rest.length === 0) throw refuse("the semicolon at its end is missing");
  if (rest.length > 1) throw refuse("there is more than one login module");
  return { className: className.word, options };
}

interface Token {
  word?: string;
  quoted?: string;
  sign?: string;
}

function tokensOf(text: string, refuse: (what: string) => PlayheadError): Token[] {
  const tokens: Token[] = [];
  for (let at = endOf(BLANK, text, 0); at < text.length; at = endOf(BLANK, text, TOKEN.lastIndex)) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (found === null) throw refuse("a quote is not closed, or a sign stands outside of quotes");
    const [, word, double, single, sign] = found;
    const quoted = double ?? single;
    if (word !== undefined) tokens.push({ word });
    else if (quoted !== undefined) tokens.push({ quoted: unescaped(quoted) });
    else if (sign !== undefined) tokens.push({ sign });
  }
  return tokens;
}

function endOf(blank: RegExp, text: string, from: number): number {
  blank.lastIndex = from;
  blank.exec(text);
  return blank.lastIndex;
}

function unescaped(text: string): string {
  return text.replace(/\\([0-3][0-7]{0,2}|[4-7][0-7]?|.)/gsu, (_, escape: string) =>
    /^[0-7]/.test(escape) ? String.fromCharCode(parseInt(escape, 8)) : (ESCAPES[escape] ?? escape),
  );
}
