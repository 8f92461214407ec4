import { InvalidArgumentError } from "commander";
import { CHAPTERS, isChapter, type Chapter } from "../chapters/chapters";
import { PlayheadError } from "../errors";
import type { Speed } from "../ingest/pacer";
import type { Parameters } from "../processor/processor";
import { momentOf } from "../window/time-range";

/** Parses a whole number of at least `least`, and of `most` at the most. */
export function integer(option: string, least: number, most = Infinity): (text: string) => number {
  const range = most === Infinity ? `${least} or more` : `${least} to ${most}`;
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`${option} takes a whole number, ${range}.`);
  };
}

const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** What a timer of Node's can wait for, ms; it takes more than this for nothing at all. */
const LONGEST_WAIT = 2 ** 31 - 1;

/** Parses a length of time, `500ms`, `1s`, `15m` or `1h`, up to 24 days, to milliseconds, of which one is the least. */
export function interval(text: string): number {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const value = Number(number) * MILLISECONDS[unit as keyof typeof MILLISECONDS];
  if (value >= 1 && value <= LONGEST_WAIT) return value;
  throw new InvalidArgumentError("A length of time is given as 500ms, 1s, 15m or 1h, up to 24 days.");
}

/** Parses the number of a chapter: `3` or `03`. */
export function chapterNumber(text: string): Chapter {
  const number = Number(text);
  if (/^\d+$/.test(text) && isChapter(number)) return number;
  throw new InvalidArgumentError(`The chapters are ${Object.keys(CHAPTERS).join(", ")}.`);
}

/** Parses a whole number, which may be negative: `-100`, `100` or `+100`. */
export function signedInteger(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^[+-]?\d+$/.test(text) && Number.isSafeInteger(value)) return value;
    throw new InvalidArgumentError(`${option} takes a whole number, negative to go back.`);
  };
}

/** Collects the values of an option that may be given more than once. */
export function repeated(text: string, before: string[] = []): string[] {
  return [...before, text];
}

/** Parses a share, such as 0.000001. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError("A share is a number from 0 to 1.");
}

/** Parses how many times faster than it happened: `60`, `0.5` or `max`. */
export function speed(text: string): Speed {
  const value = Number(text);
  if (text === "max") return text;
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("A speed is a number above 0, or max.");
}

/** Collects the values of an option that can be given several times. */
export function several<T extends string>(choices?: readonly T[]): (text: string, before?: T[]) => T[] {
  return (text, before = []) => {
    if (choices === undefined || choices.includes(text as T)) return [...before, text as T];
    throw new InvalidArgumentError(`Allowed choices are ${choices.join(", ")}.`);
  };
}

/**
 * Collects `name=value` texts. A value that is written as a JSON number, `true` or `false` is that, any other one is
 * text; in double quotes it is text in any case.
 */
export function parameter(text: string, before: Parameters = {}): Parameters {
  const [, name = "", value = ""] = /^([^=]+)=([^]*)$/.exec(text) ?? [];
  if (name === "") throw new InvalidArgumentError("A parameter is given as name=value.");
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`${name} is given twice.`);
  return { ...before, [name]: parameterValue(value) };
}

const JSON_SCALAR = /^(?:true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

function parameterValue(text: string): string | number | boolean {
  if (/^"[^]*"$/.test(text)) return text.slice(1, -1);
  const value = JSON_SCALAR.test(text) ? (JSON.parse(text) as number | boolean) : text;
  return typeof value === "number" && !Number.isFinite(value) ? text : value;
}

/** A moment, as ISO 8601 has it, with its zone: without one it could only be guessed. */
export function datetime(text: string): Date {
  try {
    return new Date(momentOf("The time", text));
  } catch (error) {
    if (!(error instanceof PlayheadError)) throw error;
    throw new InvalidArgumentError(
      "A time is given as ISO 8601 with its zone: 2023-03-09T12:00:00Z or …+01:00.",
    );
  }
}
