import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlayheadError } from "../../src/errors";
import { parseTrackPoint } from "../../src/tracks/track-point";

const point = { id: "007", latitude: -10.9, longitude: -37.06, track_id: "1", time: "9/13/2014 7:24" };

describe("parseTrackPoint", () => {
  it("reads bytes, text and parsed JSON, further columns included", () => {
    const value = { ...point, speed: "12.50", lane: 2 };
    expect(parseTrackPoint(JSON.stringify(value))).toEqual(value);
    expect(parseTrackPoint(Buffer.from(JSON.stringify(value)))).toEqual(value);
    expect(parseTrackPoint(new TextEncoder().encode(JSON.stringify(value)))).toEqual(value);
    expect(parseTrackPoint(value)).toEqual(value);
  });

  it.each([
    [{ ...point, id: 7 }, '"id" must be text that is not empty; it is a number'],
    [{ ...point, track_id: "" }, '"track_id" must be text that is not empty; it is empty text'],
    [{ ...point, time: undefined }, '"time"'],
    [
      { latitude: 1, longitude: 1, track_id: "1", time: "x" },
      '"id" must be text that is not empty; it is missing',
    ],
    [{ ...point, latitude: "1" }, '"latitude" must be a number; it is a string'],
    [{ ...point, latitude: 91 }, "latitude 91 is not within -90…90 degrees"],
    [{ ...point, longitude: -180.5 }, "longitude -180.5 is not within -180…180 degrees"],
    [{ ...point, longitude: NaN }, "longitude NaN"],
    [{ ...point, extra: null }, '"extra" is neither text nor a number but null'],
    [{ ...point, extra: { a: 1 } }, '"extra" is neither text nor a number but an object'],
    [null, "not a JSON object but null"],
    [undefined, "not a JSON object but missing"],
    [[point], "not a JSON object but a list"],
    ['"text"', "not a JSON object but a string"],
    ["{", "not JSON"],
    ["", "not JSON"],
  ])("refuses %j: %s", (value, reason) => {
    expect(() => parseTrackPoint(value)).toThrowError(
      expect.objectContaining({ code: "BAD_RECORD", message: expect.stringContaining(reason) as string }),
    );
  });

  it("throws nothing but BAD_RECORD", () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.json(), fc.uint8Array()), (value) => {
        try {
          parseTrackPoint(value);
        } catch (error) {
          expect(error).toBeInstanceOf(PlayheadError);
          expect(error).toMatchObject({ code: "BAD_RECORD" });
        }
      }),
      { numRuns: 1000 },
    );
  });
});
