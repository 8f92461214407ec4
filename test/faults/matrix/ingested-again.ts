import fs from "node:fs/promises";
import path from "node:path";
import { cumulativeDistance } from "../../../src/processor/library/cumulative-distance";
import { allRecords } from "../../fixtures/records";
import { trackCsv } from "../../fixtures/track-csv";
import { note } from "../verdict";
import { verify } from "../verify";
import { inPlace, type Place } from "./place";
import { playhead } from "./playhead";
import { eachAlone, type Once } from "./row";

const ROWS = 5000;
const TIMES = 10;

/** The same file is ingested ten times, twice at once. */
export const ingestedAgain = eachAlone((ground) => inPlace(ground, once));

async function once({ config, workbook, connection }: Place): Promise<Once> {
  const file = path.join(config.home, "tracks.csv");
  await fs.writeFile(file, trackCsv({ rows: ROWS, tracks: 20 }));
  const began = Date.now();
  await Promise.all([playhead(config, "ingest", file), playhead(config, "ingest", file)]);
  for (let time = 2; time < TIMES; time++) await workbook.ingest(file);
  const recovery = Date.now() - began;
  await workbook.process(cumulativeDistance({ unit: "m" }));
  await workbook.write();
  const verdict = await verify(workbook, connection, 1);
  const { length } = await allRecords(connection, workbook.names.source);
  if (length !== ROWS) note(verdict, length > ROWS ? "duplicated" : "lost", "rows", `${length} of ${ROWS}`);
  return { verdict, recovery };
}
