import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromMetres, metresPer, parseUnit, UNITS, type Unit } from "../../src/distance/units";

describe("units", () => {
  it("has 1609.344 metres in a mile, exactly", () => {
    expect(metresPer("mi")).toBe(1609.344);
    expect(fromMetres(1609.344, "mi")).toBe(1);
    expect(fromMetres(1500, "km")).toBe(1.5);
    expect(fromMetres(1500, "m")).toBe(1500);
  });

  it("comes back to the metres it started from", () => {
    const unit = fc.constantFrom(...(Object.keys(UNITS) as Unit[]));
    const metres = fc.double({ min: 0, max: 4e7, noNaN: true });
    fc.assert(
      fc.property(metres, unit, (length, name) => {
        expect(fromMetres(length, name) * metresPer(name)).toBeCloseTo(length, 6);
      }),
    );
  });

  it("reads the three names and refuses any other", () => {
    expect(["m", "km", "mi"].map(parseUnit)).toEqual(["m", "km", "mi"]);
    for (const name of ["", "miles", "KM", "constructor"]) {
      expect(() => parseUnit(name)).toThrowError(
        expect.objectContaining({ code: "BAD_OPTION", remedy: "use one of: m, km, mi" }),
      );
    }
  });
});
