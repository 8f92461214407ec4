import fs from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Random } from "../../../src/tracks/random";
import { cumulativeDistance } from "../../../src/processor/library/cumulative-distance";
import { trackCsv } from "../../fixtures/track-csv";
import { until } from "../../fixtures/until";
import type { Fold } from "../fold";
import { judgeTable, note, noVerdict, together, type TableRow, type Verdict } from "../verdict";
import { foldOf, shownTable } from "../verify";
import { openPlace, type Place } from "./place";
import { playhead, startPlayhead } from "./playhead";
import type { Ground, Trial } from "./row";

/** What may be wrong with a database file of DuckDB, and with its write-ahead log. */
type Damage = (file: string, random: Random) => Promise<void>;

const DAMAGES: Damage[] = [truncated, flipped, withTornWal, withForeignWal];

async function truncated(file: string, random: Random): Promise<void> {
  await fs.truncate(file, random.integer(0, (await fs.stat(file)).size - 1));
}

/** Some bytes, somewhere, are others. */
async function flipped(file: string, random: Random): Promise<void> {
  const bytes = await fs.readFile(file);
  for (let n = 0; n < 64; n++) {
    const at = random.integer(0, bytes.length - 1);
    bytes[at] = (bytes[at] ?? 0) ^ random.integer(1, 255);
  }
  await fs.writeFile(file, bytes);
}

/** What a killed writer has left of its log, torn off somewhere; noise, where it has left none. */
async function withTornWal(file: string, random: Random): Promise<void> {
  const wal = `${file}.wal`;
  const left = await fs.readFile(wal).catch(() => Buffer.alloc(0));
  if (left.length === 0) return withForeignWal(file, random);
  await fs.truncate(wal, random.integer(1, left.length));
}

async function withForeignWal(file: string, random: Random): Promise<void> {
  await fs.writeFile(`${file}.wal`, Buffer.from(Array.from({ length: 400 }, () => random.integer(0, 255))));
}

/**
 * The database file is cut off or has other bytes, or its write-ahead log is torn, after its writer was killed. Readers
 * and writers say so, or the numbers are right; built anew from the log, the file says what it had to.
 */
export async function databaseDamaged(ground: Ground): Promise<Trial> {
  const place = await openPlace(ground);
  try {
    const csv = path.join(ground.config.home, "tracks.csv");
    await fs.writeFile(csv, trackCsv({ rows: 20_000, tracks: 2000 }));
    await place.workbook.ingest(csv);
    await place.workbook.process(cumulativeDistance({ unit: "m" }));
    await place.workbook.write();
  } catch (error) {
    await place.close();
    throw error;
  }
  const verdicts: Verdict[] = [];
  return {
    befall: async () => {
      const { recovery, verdict } = await damaged(
        place,
        DAMAGES[verdicts.length % DAMAGES.length] ?? truncated,
      );
      verdicts.push(verdict);
      return recovery;
    },
    settle: () => Promise.resolve(together(verdicts)),
    close: () => place.close(),
  };
}

async function damaged(
  { config, workbook, connection, random }: Place,
  damage: Damage,
): Promise<{ recovery: number; verdict: Verdict }> {
  const truth = await foldOf(connection, workbook.names);
  const judge = async (what: string): Promise<Verdict> => judgeTable(what, truth, await shownTable(workbook));
  const file = path.join(config.home, "results.duckdb");
  const verdicts: Verdict[] = [];
  await killedWriter(config, file, random);
  await damage(file, random);

  const asked = await startPlayhead(config, ["query", "--json"]).finished;
  if (asked.code === 0) verdicts.push(judgeEarlier(damage, truth, await shownTable(workbook)));
  else requireClear(damage, asked.stderr);
  const written = await startPlayhead(config, ["write"]).finished;
  if (written.code !== 0) requireClear(damage, written.stderr);
  const began = Date.now();
  if (written.code !== 0) await playhead(config, "write", "--rebuild");
  verdicts.push(await judge(`${damage.name}, built anew`));
  return { recovery: Date.now() - began, verdict: together(verdicts) };
}

/** What readers see has been true once: a transaction that was torn off the log has not been. */
function judgeEarlier({ name }: Damage, { byKey }: Fold, rows: readonly TableRow[]): Verdict {
  const verdict = noVerdict();
  for (const { key, distance, points } of rows) {
    verdict.compared++;
    if (byKey.get(key)?.[points - 1]?.distance !== distance)
      note(verdict, "wrong", `${name}, unnoticed`, `${key} has ${points} points, ${distance} m`);
  }
  return verdict;
}

/** Builds the file from nothing, and is killed on the way. */
async function killedWriter(config: Place["config"], file: string, random: Random): Promise<void> {
  await fs.rm(file);
  await fs.rm(`${file}.wal`, { force: true });
  const writer = startPlayhead(config, ["write"]);
  let over = false;
  void writer.finished.then(() => (over = true));
  await until(
    "there is a file",
    async () => over || (await fs.stat(file).catch(() => undefined)) !== undefined,
  );
  await delay(random.between(0, 400));
  writer.child.kill("SIGKILL");
  await writer.finished;
}

/** Told in words, with the way out, and with no trace of our code. */
function requireClear(damage: Damage, stderr: string): void {
  if (/^SINK_UNREADABLE .*\nWhat to do: .*--rebuild/.test(stderr) && !stderr.includes("    at ")) return;
  throw new Error(`${damage.name} is told as: ${stderr}`);
}
