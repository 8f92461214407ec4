import fs from "node:fs/promises";
import path from "node:path";
import { listOffsets } from "../../../src/kafka/offsets";
import { deleteRecords } from "../../fixtures/admin";
import { trackCsv } from "../../fixtures/track-csv";
import { digestOf, judgeTable, note, noVerdict, together } from "../verdict";
import { foldOf, shownTable } from "../verify";
import { inPlace, type Place } from "./place";
import { playhead, startPlayhead } from "./playhead";
import { eachAlone, type Once } from "./row";

const ROWS = 2000;
const DELETED = 700;

/**
 * The offset to which a group is to be reset has been deleted: refused with the gap, and nothing moves. So is another
 * definition at an offset before which records are missing. The log's start is taken where the nearest offset will do:
 * results then count from there.
 */
export const targetDeleted = eachAlone((ground) => inPlace(ground, once));

async function once({ config, workbook, connection }: Place): Promise<Once> {
  const { source, calculator, names } = { ...workbook.names, names: workbook.names };
  const file = path.join(config.home, "tracks.csv");
  await fs.writeFile(file, trackCsv({ rows: ROWS, tracks: 20 }));
  await workbook.ingest(file);
  await playhead(config, "process", "--unit", "km");
  await workbook.write();
  const before = await shownTable(workbook);
  await deleteRecords(connection, source, DELETED);

  const verdict = noVerdict();
  const refused = async (expected: RegExp, ...args: string[]): Promise<void> => {
    const { code, stderr } = await startPlayhead(config, args).finished;
    verdict.compared++;
    if (code !== 1 || !expected.test(stderr)) note(verdict, "wrong", args.join(" "), `${code}: ${stderr}`);
  };
  const rewind = (to: number, ...more: string[]): string[] => {
    const where = ["--group", calculator, "--topic", source, "--to-offset", String(to)];
    return ["rewind", ...where, ...more, "--execute"];
  };
  const began = Date.now();
  await refused(/^OFFSET_OUT_OF_RANGE .*100/, ...rewind(100));
  if (!(await playhead(config, "groups", calculator, "--json")).includes(`"currentOffset":${ROWS}`))
    note(verdict, "wrong", "refused", "the playhead has moved");
  await playhead(config, ...rewind(DELETED + 300));
  await refused(/^LOG_GAP .*\(0 to 699\) have been deleted/, "process", "--unit", "m");
  if (digestOf(await shownTable(workbook)) !== digestOf(before))
    note(verdict, "wrong", "refused", "readers see something else");
  await playhead(config, ...rewind(100, "--clamp"));
  await playhead(config, "process", "--unit", "m");
  await workbook.write();
  const recovery = Date.now() - began;
  const [start] = (await listOffsets(connection, source, "earliest")).values();
  if (start !== DELETED) note(verdict, "wrong", "the log's start", String(start));
  const rest = judgeTable("database", await foldOf(connection, names), await shownTable(workbook));
  return { verdict: together([verdict, rest]), recovery };
}
