import path from "node:path";
import type { Config } from "../config";
import { DatabaseServer } from "../database";
import { PlayheadError } from "../errors";
import { names } from "../names";
import { cumulativeDistance } from "../processor/library/cumulative-distance";
import { fleetPoints } from "../tracks/fleet";
import { csvLines } from "../tracks/generator";
import { writeWhole } from "../whole-file";
import type { Workbook } from "../workbook";
import type { Stage } from "./stage";

/** Some 28 points a minute of event time, for a day and a half: at 60-fold speed, half an hour in front of a notebook. */
const FLEET = { seed: 6, cars: 4, from: Date.UTC(2024, 4, 6, 6), to: Date.UTC(2024, 4, 7, 18) };
/** What has happened before the notebook is opened. */
const NOW = Date.UTC(2024, 4, 6, 9);

/** The live fleet has topics, groups, a file and a database of its own, so that the walk-through's stay as they are. */
export function liveFleetConfig({ home, prefix, database }: Config): Partial<Config> {
  return {
    prefix: names(prefix).live,
    dataFile: path.join(home, "fleet.csv"),
    // A server keeps each prefix's tables apart by itself.
    database: database instanceof DatabaseServer ? database : { file: path.join(home, "fleet.duckdb") },
  };
}

/**
 * Begins the fleet's day anew: what it did until nine is in the log, processed and written; the file goes on with what
 * comes later. What an earlier visit has left is removed first, since a file that is in its topic is not added again.
 *
 * @throws PlayheadError GROUP_ACTIVE where another notebook still follows the fleet
 */
export async function atNineInTheMorning({ workbook, did }: Stage): Promise<void> {
  await requireNobodyFollows(workbook);
  await workbook.removeTopics();
  const points = fleetPoints(FLEET);
  const later = points.findIndex(({ time }) => Date.parse(time ?? "") >= NOW);
  await writeWhole(workbook.dataFile, csvLines(points.slice(0, later)));
  await workbook.ingest(workbook.dataFile);
  await workbook.process(cumulativeDistance({ unit: "km", algorithm: "haversine" }));
  await workbook.write({ rebuild: true });
  await writeWhole(workbook.dataFile, csvLines(points));
  did.push("the fleet's points until 09:00 UTC were ingested, processed in km by haversine and written");
}

async function requireNobodyFollows(workbook: Workbook): Promise<void> {
  const { prefix } = workbook.config;
  const active = (await workbook.groups()).find(
    ({ group, state }) => group.startsWith(prefix) && !["Empty", "Dead"].includes(state),
  );
  if (active === undefined) return;
  throw new PlayheadError(
    "GROUP_ACTIVE",
    `${active.group} has members: the live fleet is being followed already, by another notebook or program`,
    { remedy: "end that one (Kernel → Shut Down Kernel), then run this cell again" },
  );
}
