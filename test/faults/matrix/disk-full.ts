import fs from "node:fs/promises";
import path from "node:path";
import { stopBroker } from "../../../src/broker/embedded";
import type { PlayheadError } from "../../../src/errors";
import { cumulativeDistance } from "../../../src/processor/library/cumulative-distance";
import { earliest } from "../../../src/rewind/targets";
import { errorOf } from "../../fixtures/errors";
import { allRecords } from "../../fixtures/records";
import { mountSmallDisk, type SmallDisk } from "../../fixtures/small-disk";
import { trackCsv } from "../../fixtures/track-csv";
import { until } from "../../fixtures/until";
import { judgeTable, note, together, type Verdict } from "../verdict";
import { foldOf, shownTable, verify } from "../verify";
import { inPlace, type Place } from "./place";
import { eachAlone, type Once } from "./row";

const ROWS = 40_000;
/** A full disk is told within, ms: in a second or two, and on a machine that has much else to do not at some timeout's end. */
const TOLD_WITHIN = 25_000;
const MEGABYTE = 1024 * 1024;

/** The broker's disk is full in the middle of an ingest: told, and not by a timeout; with room made all goes on. */
export const brokerDiskFull = eachAlone(async ({ config, random }) => {
  const disk = await mountSmallDisk(48);
  const home = path.join(disk.folder, "home");
  const ground = { config: { ...config, home, prefix: "", brokers: undefined }, random };
  try {
    const recovery = await inPlace(ground, (place) => fillUpBroker(place, disk));
    // The broker has been started again meanwhile.
    return { recovery, verdict: await inPlace(ground, processed) };
  } finally {
    // Whatever went wrong: a broker is stopped under a lock, which takes room.
    await disk.makeRoom();
    await stopBroker(home);
    await disk.unmount();
  }
});

async function fillUpBroker({ workbook }: Place, disk: SmallDisk): Promise<number> {
  const csv = path.join(disk.folder, "tracks.csv");
  await fs.writeFile(csv, trackCsv({ rows: ROWS, tracks: 50 }));
  await disk.fill(5 * MEGABYTE);
  let fullSince: number | undefined;
  const ingest = errorOf(workbook.ingest(csv)).finally(() => (fullSince ??= Date.now()));
  await until("the disk is full", async () => fullSince !== undefined || disk.isFull());
  fullSince ??= Date.now();
  requireFull(await ingest);
  requireSoon(fullSince);
  const askedAt = Date.now();
  requireFull(await errorOf(workbook.groups()));
  requireSoon(askedAt);
  await disk.makeRoom();
  const began = Date.now();
  const { facts } = await workbook.ingest(csv);
  if (facts.alreadyThere === 0) throw new Error("what had been acknowledged was lost");
  return Date.now() - began;
}

async function processed({ workbook, connection }: Place): Promise<Verdict> {
  await workbook.process(cumulativeDistance({ unit: "m" }));
  await workbook.write();
  const verdict = await verify(workbook, connection, 1);
  const { length } = await allRecords(connection, workbook.names.source);
  if (length !== ROWS) note(verdict, length > ROWS ? "duplicated" : "lost", "rows", `${length} of ${ROWS}`);
  return verdict;
}

/** The database's disk is full: told, readers see what they saw, nothing half made is left; with room made all goes on. */
export const databaseDiskFull = eachAlone((ground) => inPlace(ground, fillUpDatabase));

async function fillUpDatabase({ config, workbook, connection }: Place): Promise<Once> {
  const disk = await mountSmallDisk(8);
  const db = path.join(disk.folder, "results.duckdb");
  const csv = path.join(config.home, "tracks.csv");
  const shown = () => workbook.query(undefined, { db });
  try {
    await fs.writeFile(csv, trackCsv({ rows: 3000, tracks: 1000 }));
    await workbook.ingest(csv);
    await workbook.process(cumulativeDistance({ unit: "m" }));
    await workbook.write({ db });
    await (await workbook.rewind(workbook.names.calculator, earliest())).execute();
    await workbook.process(cumulativeDistance({ unit: "m", algorithm: "geodesic" }));
    const before = JSON.stringify([...(await shown())]);
    await disk.fill();
    for (const full of [db, path.join(disk.folder, "another.duckdb")])
      requireFull(await errorOf(workbook.write({ db: full })));
    if ((await fs.readdir(disk.folder)).some((name) => name.startsWith("another")))
      throw new Error("something half made is left");
    await disk.makeRoom();
    if (JSON.stringify([...(await shown())]) !== before) throw new Error("readers see something else");
    const began = Date.now();
    await workbook.write({ db });
    const recovery = Date.now() - began;
    await workbook.write();
    const verdict = await verify(workbook, connection, 2);
    const truth = await foldOf(connection, workbook.names);
    return { recovery, verdict: together([verdict, judgeTable(db, truth, await shownTable(workbook, db))]) };
  } finally {
    await disk.unmount();
  }
}

function requireFull({ code, message }: PlayheadError): void {
  if (code !== "DISK_FULL") throw new Error(`told as ${code}: ${message}`);
}

function requireSoon(since: number): void {
  const took = Date.now() - since;
  if (took > TOLD_WITHIN) throw new Error(`told after ${took} ms only`);
}
