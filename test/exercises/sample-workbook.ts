import { afterAll, beforeAll } from "vitest";
import { openWorkbook, type Workbook } from "../../src/workbook";
import { testPlace } from "../fixtures/place";
import { SAMPLE_FILE } from "../notebooks/truth";

/** A workbook that has the sample's points in its source topic, for all tests of a file: call what this returns. */
export function sampleWorkbook(): () => Workbook {
  const place = testPlace();
  let workbook: Workbook | undefined;
  beforeAll(async () => {
    workbook = openWorkbook(await place.config());
    await workbook.ingest(SAMPLE_FILE);
  });
  afterAll(() => workbook?.close());
  return () => workbook as Workbook;
}
