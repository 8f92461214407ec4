import { describe, expect, it } from "vitest";
import { distanceFunction } from "../../src/distance/algorithms";

describe("distanceFunction", () => {
  it("knows the geodesic by name", () => {
    const distance = distanceFunction("geodesic");
    const wellington = { latitude: -41.32, longitude: 174.81 };
    const salamanca = { latitude: 40.96, longitude: -5.5 };
    expect(distance(wellington, salamanca)).toBeCloseTo(19959679.267, 3);
  });

  it("refuses an unknown name and lists the known ones", () => {
    expect(() => distanceFunction("euclid")).toThrowError(
      expect.objectContaining({
        code: "BAD_OPTION",
        remedy: "Use one of: geodesic, geolib-precise, geolib, haversine.",
      }),
    );
    expect(() => distanceFunction("toString")).toThrowError(expect.objectContaining({ code: "BAD_OPTION" }));
  });
});
