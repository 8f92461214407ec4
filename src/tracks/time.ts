import { wallClock } from "./zone";

/** How the time of a point may be written, for messages and help texts. */
export const TIME_FORMATS = [
  "9/13/2014 7:24 or 9/13/2014 7:24:05 (month/day/year)",
  "2014-09-13T07:24, 2014-09-13 07:24:05.250, 2014-09-13T07:24:05Z or 2014-09-13T07:24:05-03:00 (ISO 8601)",
] as const;

/** Characters: a time goes into its point's record as it is written, and both formats could go on without end. */
const LONGEST = 64;

/** Epoch milliseconds, or the reason in words why the text is not a time that can be used. */
export type ParsedTime = number | string;

/**
 * Makes the function that reads the event times of a file. A time without an offset of its own is on the wall clock
 * of `timeZone` (UTC unless given). Fractions of a second are cut to milliseconds, which is what Kafka keeps; times
 * before 1970 are refused, because Kafka can't hold them.
 *
 * @param timeZone name of an IANA time zone.
 * @throws PlayheadError BAD_OPTION for a name that is no time zone.
 * @example
 * timeParser()("9/13/2014 7:24"); // 1410593040000
 * timeParser("America/Maceio")("9/13/2014 7:24"); // 1410603840000
 * timeParser()("13/9/2014 7:24"); // 'time "13/9/2014 7:24": there is no month 13 (…)'
 */
export function timeParser(timeZone = "UTC"): (text: string) => ParsedTime {
  const toInstant = wallClock(timeZone);

  const parse = (text: string): ParsedTime => {
    const fields = text.length > LONGEST ? undefined : (monthDayYear(text) ?? iso8601(text));
    if (fields === undefined) return `it has none of the formats ${TIME_FORMATS.join("; ")}`;
    const problem = fieldsProblem(fields);
    if (problem !== undefined) return problem;
    const { year, month, day, hour, minute, second, millisecond, offset } = fields;
    const local = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
    const instant = offset === undefined ? toInstant(local) : local - offset * 60_000;
    if (instant === undefined) return `the clocks of ${timeZone} were put forward over it, it never was`;
    return instant < 0 ? BEFORE_1970 : instant;
  };

  // Points come many to a minute: a text is often the same as the one before it.
  let lastText: string | undefined;
  let lastTime: ParsedTime = 0;
  return (text) => {
    if (text !== lastText) {
      const time = parse(text);
      lastTime = typeof time === "number" ? time : `time ${JSON.stringify(text.slice(0, 40))}: ${time}`;
      lastText = text;
    }
    return lastTime;
  };
}

interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  /** Minutes east of UTC, where the text says so. */
  offset: number | undefined;
}

const MONTH_DAY_YEAR = /^\d{1,2}\/\d{1,2}\/\d{4} +\d{1,2}:\d{2}(?::\d{2})?$/;

function monthDayYear(text: string): Fields | undefined {
  if (!MONTH_DAY_YEAR.test(text)) return undefined;
  const afterMonth = text.indexOf("/");
  const afterDay = text.indexOf("/", afterMonth + 1);
  const beforeHour = text.lastIndexOf(" ");
  const afterHour = text.indexOf(":", beforeHour);
  return {
    year: digits(text, afterDay + 1, afterDay + 5),
    month: digits(text, 0, afterMonth),
    day: digits(text, afterMonth + 1, afterDay),
    hour: digits(text, beforeHour + 1, afterHour),
    minute: digits(text, afterHour + 1, afterHour + 3),
    second: digits(text, afterHour + 4, text.length),
    millisecond: 0,
    offset: undefined,
  };
}

const ISO_8601 = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?$/i;

function iso8601(text: string): Fields | undefined {
  if (!ISO_8601.test(text)) return undefined;
  const hasSeconds = text[16] === ":";
  const fraction = hasSeconds && text[19] === "." ? (/^\d+/.exec(text.slice(20))?.[0] ?? "") : "";
  const offsetAt = (hasSeconds ? 19 : 16) + (fraction === "" ? 0 : fraction.length + 1);
  return {
    year: digits(text, 0, 4),
    month: digits(text, 5, 7),
    day: digits(text, 8, 10),
    hour: digits(text, 11, 13),
    minute: digits(text, 14, 16),
    second: hasSeconds ? digits(text, 17, 19) : 0,
    millisecond: fraction === "" ? 0 : Number(fraction.slice(0, 3).padEnd(3, "0")),
    offset: offsetAt === text.length ? undefined : offsetMinutes(text.slice(offsetAt)),
  };
}

/** The number that the decimal digits from `from` up to `to` are, 0 where there are none. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + text.charCodeAt(at) - 48;
  return value;
}

/** "Z", "+02", "-0330" or "+05:30" as minutes; NaN where hour or minute is none. */
function offsetMinutes(text: string): number {
  if (text === "Z" || text === "z") return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(-2)) * (text.length > 3 ? 1 : 0);
  if (hours > 23 || minutes > 59) return NaN;
  return (text.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

const BEFORE_1970 = "it is before 1970, where Kafka's timestamps begin";

function fieldsProblem({ year, month, day, hour, minute, second, offset }: Fields): string | undefined {
  if (year < 1970) return BEFORE_1970;
  if (month < 1 || month > 12) return `there is no month ${month} (slashed dates are month/day/year)`;
  const days = daysIn(year, month);
  if (day < 1 || day > days) return `there is no day ${day} in month ${month} of ${year}`;
  if (hour > 23) return `there is no hour ${hour}`;
  if (minute > 59) return `there is no minute ${minute}`;
  if (second > 59) return `there is no second ${second}`;
  return Number.isNaN(offset) ? "its offset from UTC is none" : undefined;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
