import { describe, expect, it } from "vitest";
import { badRowsError } from "../../src/tracks/bad-rows";
import { checkTrackFile } from "../../src/tracks/check-file";
import { HEADER, tempFiles } from "./helpers";

const write = tempFiles();

const GOOD = "8,-10.5,-37.25,1,9/13/2014 7:24";

describe("badRowsError", () => {
  it("names file, lines, reasons, the total and the way out", async () => {
    const file = await write(`${HEADER}\n8,91,0,1,9/13/2014 7:24\n${GOOD}\nbad\n`);
    const error = badRowsError(await checkTrackFile(file));
    expect(error.code).toBe("BAD_ROW");
    expect(error.message).toBe(
      `${file} has 2 bad rows of 3; nothing was ingested.\n` +
        "  line 2: latitude 91 is not within -90…90 degrees\n" +
        "  line 4: it has 1 field, the header names 5",
    );
    expect(error.remedy).toContain("--skip-bad-rows");
  });

  it("lists ten and counts the others", async () => {
    const error = badRowsError(await checkTrackFile(await write(`${HEADER}\n${"bad\n".repeat(300)}`)));
    expect(error.message).toContain("300 bad rows of 300");
    expect(error.message.split("\n")).toHaveLength(12);
    expect(error.message).toContain("and 290 more");
  });
});
