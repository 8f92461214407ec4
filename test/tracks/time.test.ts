import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { TIME_FORMATS, timeParser } from "../../src/tracks/time";

const parse = timeParser();

/** The reason why `text` is no time. Fails where it is one. */
function reason(text: string, timeZone?: string): string {
  const time = timeParser(timeZone)(text);
  if (typeof time === "number") throw new Error(`${text} was taken as ${new Date(time).toISOString()}`);
  return time;
}

describe("timeParser", () => {
  it.each([
    ["9/13/2014 7:24", "2014-09-13T07:24:00.000Z"],
    ["09/13/2014 07:24", "2014-09-13T07:24:00.000Z"],
    ["9/13/2014 17:04:59", "2014-09-13T17:04:59.000Z"],
    ["9/13/2014  7:24", "2014-09-13T07:24:00.000Z"],
    ["12/31/1999 23:59", "1999-12-31T23:59:00.000Z"],
    ["2/29/2024 0:00", "2024-02-29T00:00:00.000Z"],
    ["2/29/2000 0:00", "2000-02-29T00:00:00.000Z"],
    ["2014-09-13T07:24", "2014-09-13T07:24:00.000Z"],
    ["2014-09-13 07:24", "2014-09-13T07:24:00.000Z"],
    ["2014-09-13T07:24:05", "2014-09-13T07:24:05.000Z"],
    ["2014-09-13t07:24:05z", "2014-09-13T07:24:05.000Z"],
    ["2014-09-13T07:24:05.5", "2014-09-13T07:24:05.500Z"],
    ["2014-09-13T07:24:05.123987654Z", "2014-09-13T07:24:05.123Z"],
    ["2014-09-13T07:24Z", "2014-09-13T07:24:00.000Z"],
    ["2014-09-13T07:24+02:00", "2014-09-13T05:24:00.000Z"],
    ["2014-09-13T07:24:05-0330", "2014-09-13T10:54:05.000Z"],
    ["2014-09-13 07:24:05.25+05", "2014-09-13T02:24:05.250Z"],
    ["1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"],
    ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
  ])("takes %s as %s", (text, instant) => {
    const time = parse(text);
    expect(typeof time === "number" ? new Date(time).toISOString() : time).toBe(instant);
  });

  it.each([
    ["13/9/2014 7:24", "there is no month 13 (slashed dates are month/day/year)"],
    ["0/9/2014 7:24", "there is no month 0"],
    ["2/30/2014 7:24", "there is no day 30 in month 2 of 2014"],
    ["2/29/2100 7:24", "there is no day 29 in month 2 of 2100"],
    ["4/31/2014 7:24", "there is no day 31 in month 4 of 2014"],
    ["1/0/2014 7:24", "there is no day 0"],
    ["9/13/2014 25:00", "there is no hour 25"],
    ["2014-09-13T24:00", "there is no hour 24"],
    ["9/13/2014 7:60", "there is no minute 60"],
    ["2014-09-13T23:59:60Z", "there is no second 60"],
    ["2014-09-13T07:24+25:00", "its offset from UTC is none"],
    ["2014-09-13T07:24+01:75", "its offset from UTC is none"],
    ["1/1/1969 7:24", "before 1970"],
    ["0001-01-01T00:00", "before 1970"],
    ["1970-01-01T00:00+01:00", "before 1970"],
  ])("says why %s is no time: %s", (text, why) => {
    expect(reason(text)).toContain(`time ${JSON.stringify(text)}: `);
    expect(reason(text)).toContain(why);
  });

  it.each([
    "",
    "yesterday",
    "9/13/2014",
    "2014-09-13",
    "9/13/14 7:24",
    "9/13/2014 7:24 AM",
    "9-13-2014 7:24",
    "13.9.2014 7:24",
    "2014-9-13 7:24",
    "2014-09-13T07:24:05.",
    "2014-09-13T07:24.5",
    " 9/13/2014 7:24",
    "1410593040",
    "2014-09-13T07:24:05Z\n",
    "٩/13/2014 7:24",
  ])("names the formats when it knows not that of %j", (text) => {
    for (const format of TIME_FORMATS) expect(reason(text)).toContain(format);
  });

  it("cuts a long text short in its reason", () => {
    expect(reason("x".repeat(10_000)).length).toBeLessThan(400);
  });

  it("reads on the wall clock of a time zone, in winter and summer", () => {
    const berlin = timeParser("Europe/Berlin");
    expect(berlin("1/15/2024 12:00")).toBe(Date.UTC(2024, 0, 15, 11));
    expect(berlin("7/15/2024 12:00")).toBe(Date.UTC(2024, 6, 15, 10));
    expect(timeParser("America/Maceio")("9/13/2014 7:24")).toBe(Date.UTC(2014, 8, 13, 10, 24));
    expect(timeParser("Asia/Kathmandu")("2024-01-15T00:00")).toBe(Date.UTC(2024, 0, 14, 18, 15));
  });

  it("lets an offset in the text win over the time zone", () => {
    expect(timeParser("Europe/Berlin")("2024-07-15T12:00Z")).toBe(Date.UTC(2024, 6, 15, 12));
  });

  it("refuses the hour that clocks skip in spring, and takes the first of the two in autumn", () => {
    const berlin = timeParser("Europe/Berlin");
    expect(berlin("2024-03-31T01:59:59")).toBe(Date.UTC(2024, 2, 31, 0, 59, 59));
    expect(reason("2024-03-31T02:30", "Europe/Berlin")).toContain("put forward");
    expect(berlin("2024-03-31T03:00")).toBe(Date.UTC(2024, 2, 31, 1));
    expect(berlin("2024-10-27T02:30")).toBe(Date.UTC(2024, 9, 27, 0, 30));
    expect(berlin("2024-10-27T03:00")).toBe(Date.UTC(2024, 9, 27, 2));
    const lordHowe = timeParser("Australia/Lord_Howe");
    expect(lordHowe("2024-04-07T01:45")).toBe(Date.UTC(2024, 3, 6, 14, 45));
    expect(reason("2024-10-06T02:15", "Australia/Lord_Howe")).toContain("put forward");
  });

  it("agrees with luxon's own reading at any time that the clocks showed once", () => {
    const zone = fc.constantFrom(
      "Europe/Berlin",
      "America/New_York",
      "Asia/Kolkata",
      "Pacific/Apia",
      "Africa/Casablanca",
    );
    const instant = fc.date({
      min: new Date("1970-01-03"),
      max: new Date("2037-12-31"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(zone, instant, (timeZone, date) => {
        const at = DateTime.fromJSDate(date, { zone: timeZone });
        fc.pre(at.getPossibleOffsets().length === 1);
        const text = at.toISO({ includeOffset: false });
        expect(timeParser(timeZone)(text!)).toBe(date.getTime());
      }),
      { numRuns: 500 },
    );
  });

  it.each(["Mars/Olympus", "", "+25:00", "Europe/Berlin; drop"])("refuses the time zone %j", (timeZone) => {
    expect(() => timeParser(timeZone)).toThrowError(expect.objectContaining({ code: "BAD_OPTION" }));
  });

  it("never fails on any text", () => {
    const pieces = fc.array(
      fc.constantFrom("2014", "9", "13", "/", "-", ":", " ", "T", "Z", "+", ".", "07", "24"),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          pieces.map((parts) => parts.join("")),
        ),
        (text) => {
          const time = parse(text);
          if (typeof time === "number") expect(new Date(time).getTime()).toBe(time);
          else expect(time).toContain("time ");
        },
      ),
      { numRuns: 2000 },
    );
  });
});
