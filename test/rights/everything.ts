import { openAppender } from "../../src/kafka/append";
import type { Connection } from "../../src/kafka/connection";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { earliest } from "../../src/rewind/targets";
import type { Workbook } from "../../src/workbook";

const miles = cumulativeDistance({ unit: "mi" });
const km = cumulativeDistance({ unit: "km" });
const haversine = cumulativeDistance({ unit: "km", algorithm: "haversine" });
const window = { from: new Date("2000-01-01T00:00:00Z"), to: new Date("2100-01-01T00:00:00Z") };

/** All that the list of rights is for, once. */
export async function doEverything(workbook: Workbook, connection: Connection): Promise<void> {
  const { calculator, source } = workbook.names;
  for (let i = 0; i < 2; i++) await workbook.ingest("data/journeys.csv");
  // A group that had no playhead has none again.
  await (await workbook.rewind(calculator, earliest())).execute();
  await (await workbook.undo()).execute();
  await workbook.process(miles);
  await workbook.write();
  await workbook.replay(source, {}, { km });
  await (await workbook.rewind(calculator, earliest())).execute();
  await workbook.process(km);
  await workbook.write();
  for (let i = 0; i < 2; i++) await workbook.process(km, { window });
  await workbook.write();
  const reprocessed = await workbook.reprocess(haversine);
  await reprocessed.promote();
  await (await workbook.undo()).execute();
  const bad = { key: "1", value: "no JSON", timestamp: Date.UTC(2023, 2, 9) };
  await (await openAppender(connection)).append(source, [bad]);
  const { deadLetters } = await workbook.process(haversine, { badRecords: "dead-letter" });
  const putAside = await workbook.deadLetters();
  if (deadLetters !== 1 || putAside.length !== 1) throw new Error("the bad record was not put aside");
}
