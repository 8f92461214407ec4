import { describe, expect, it } from "vitest";
import { allRows, HEADER, tempFiles } from "./helpers";

const write = tempFiles();

describe("readTrackRows", () => {
  it("gives each row as a point with its number, line and event time", async () => {
    const file = await write(`${HEADER}\n007,-10.93,-37.06,1,9/13/2014 7:24\n8,91,0,1,9/13/2014 7:24\n`);
    expect(await allRows(file)).toEqual([
      {
        row: 1,
        line: 2,
        eventTime: 1410593040000,
        point: { id: "007", latitude: -10.93, longitude: -37.06, track_id: "1", time: "9/13/2014 7:24" },
      },
      { row: 2, line: 3, reason: "latitude 91 is not within -90…90 degrees" },
    ]);
  });
});
