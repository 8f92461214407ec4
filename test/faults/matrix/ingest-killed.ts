import fs from "node:fs/promises";
import path from "node:path";
import { PlayheadError } from "../../../src/errors";
import { HEADER } from "../../../src/ingest/presence";
import type { Connection } from "../../../src/kafka/connection";
import { listOffsets } from "../../../src/kafka/offsets";
import { allRecords } from "../../fixtures/records";
import { trackCsv } from "../../fixtures/track-csv";
import { until } from "../../fixtures/until";
import { note, noVerdict, type Verdict } from "../verdict";
import { inPlace, type Place } from "./place";
import { playhead, startPlayhead } from "./playhead";
import { eachAlone, type Once } from "./row";

const ROWS = 20_000;
const TRACKS = 20;
/** Killed after so many rows at the latest: a moment late, some are still to be done. */
const LATEST = ROWS / 4;

/** SIGKILL of an ingest, twice, as the first of its rows come in and later; it is then done to its end. */
export const ingestKilled = eachAlone((ground) => inPlace(ground, once));

async function once({ config, connection, workbook, random }: Place): Promise<Once> {
  const topic = workbook.names.source;
  const file = path.join(config.home, "tracks.csv");
  await fs.writeFile(file, trackCsv({ rows: ROWS, tracks: TRACKS }));
  const args = ["ingest", file, "--partitions", String(random.integer(1, 3))];
  for (const more of [1, random.integer(1, LATEST)]) {
    const goal = (await count(connection, topic)) + more;
    const ingest = startPlayhead(config, args);
    let over = false;
    void ingest.finished.then(() => (over = true));
    await until("rows come in", async () => over || (await count(connection, topic)) >= goal);
    ingest.child.kill("SIGKILL");
    const { code, stderr } = await ingest.finished;
    if (code !== null && code !== 0) throw new Error(`it ended by itself with ${code}: ${stderr}`);
  }
  const began = Date.now();
  await playhead(config, ...args);
  return { recovery: Date.now() - began, verdict: await judge(connection, topic) };
}

async function count(connection: Connection, topic: string): Promise<number> {
  const ends = await listOffsets(connection, topic, "latest").catch((error: unknown) => {
    if (error instanceof PlayheadError && error.code === "TOPIC_NOT_FOUND") return new Map<number, number>();
    throw error;
  });
  return [...ends.values()].reduce((sum, end) => sum + end, 0);
}

/** Each row once, and those of a track in the file's order. */
async function judge(connection: Connection, topic: string): Promise<Verdict> {
  const verdict = noVerdict();
  const seen = new Set<number>();
  const last = new Map<string, number>();
  for (const { key, headers } of await allRecords(connection, topic)) {
    const row = Number(headers[HEADER.row]);
    const track = String(key);
    verdict.compared++;
    if (seen.has(row)) note(verdict, "duplicated", topic, `row ${row}`);
    else if (row < (last.get(track) ?? 0) || String(1 + ((row - 1) % TRACKS)) !== track)
      note(verdict, "wrong", topic, `row ${row} of track ${track} after row ${String(last.get(track))}`);
    seen.add(row);
    last.set(track, row);
  }
  for (let row = 1; row <= ROWS; row++) if (!seen.has(row)) note(verdict, "lost", topic, `row ${row}`);
  return verdict;
}
