import { expect, test } from "vitest";
import { openChapter } from "../../src/chapters/open-chapter";
import { deadReckoning } from "../../src/models/dead-reckoning";
import { evaluateModel } from "../../src/models/evaluate";
import { testPlace } from "../fixtures/place";
import { inNotebook } from "../notebook/hook";

const place = testPlace();

test("chapter 9 begins with the points in their topic and nothing predicted, whatever was before", async () => {
  const config = await place.config();
  const open = async () => {
    const shown = await inNotebook(() => openChapter(9, config));
    return shown.map(({ bundle }) => bundle["text/plain"]).join("\n");
  };
  expect(await open()).toContain("was ingested");
  expect(await open()).not.toContain("To begin here");
  const workbook = await place.workbook();
  const { predictor: group, predictions: output } = workbook.names;
  const versions = [1, 2].map((version) =>
    evaluateModel({ ...deadReckoning(), version }, { clock: "records" }),
  );
  await workbook.process(versions[0]!, { group, output });
  // There is no database yet, and none is needed.
  const reprocessed = await workbook.reprocess(versions[1]!, { group, compare: { field: "meanError" } });
  expect(reprocessed).toMatchObject({ passed: true, comparison: { field: "meanError", unit: "m" } });
  expect(reprocessed.comparison.counts).toMatchObject({ equal: 9, changed: 0 });
  await reprocessed.promote();
  expect(await open()).toContain(`the playhead of ${group} was rewound to the start`);
  // Another definition than the promoted one is taken, and sees every record.
  const report = await workbook.process(versions[0]!, { group, output });
  expect(report).toMatchObject({ recordsIn: 741, recordsOut: 731 });
});
