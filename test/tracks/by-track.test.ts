import fc from "fast-check";
import { expect, test } from "vitest";
import { byTrack } from "../../src/tracks/by-track";

test("all of them, the tracks in the order of their first ones, the things of each in theirs", () => {
  const track_id = fc.oneof(fc.constantFrom("1", "2", "b"), fc.constantFrom(1, 2));
  fc.assert(
    fc.property(fc.array(fc.record({ track_id, at: fc.nat() })), (all) => {
      const tracks = byTrack(all);
      const ids = all.map((one) => String(one.track_id));
      expect([...tracks.keys()]).toEqual([...new Set(ids)]);
      for (const [id, of] of tracks) expect(of).toEqual(all.filter((_, index) => ids[index] === id));
    }),
  );
});
