import path from "node:path";
import { PROJECT_ROOT } from "../../src/config";
import { readTrackRows } from "../../src/tracks/csv";
import type { SamplePoint } from "./make";

/** The points of data/journeys.csv. */
export async function readSample(): Promise<SamplePoint[]> {
  const sample: SamplePoint[] = [];
  for await (const rows of readTrackRows(path.join(PROJECT_ROOT, "data/journeys.csv"))) {
    for (const row of rows) {
      if (row.reason === undefined) sample.push({ point: row.point, eventTime: row.eventTime });
    }
  }
  return sample;
}
