import fs from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fromMetres, type Unit } from "../../../src/distance/units";
import { cumulativeDistance } from "../../../src/processor/library/cumulative-distance";
import { earliest } from "../../../src/rewind/targets";
import { trackCsv } from "../../fixtures/track-csv";
import { A_FEW, untilJournalGrows } from "../faults";
import type { Fold } from "../fold";
import { judgeTable, note, noVerdict, together, type Verdict } from "../verdict";
import { foldOf, shownTable } from "../verify";
import { openPlace, type Place } from "./place";
import { playhead, startPlayhead } from "./playhead";
import type { Ground, Trial } from "./row";

/** A moment of the work after the journal, up to the change-over of the database: the writer starts and opens it. */
const CHANGE_OVER = 300;

/**
 * SIGKILL of a promotion: around the moment at which it has written its journal, or on the way from there to the
 * database. Until it is done again, readers see one whole run; after that they see the promoted one.
 */
export async function promoteKilled(ground: Ground): Promise<Trial> {
  const place = await openPlace(ground);
  try {
    return await begin(place);
  } catch (error) {
    await place.close();
    throw error;
  }
}

async function begin({ config, random, workbook, connection, close }: Place): Promise<Trial> {
  const file = path.join(config.home, "tracks.csv");
  await fs.writeFile(file, trackCsv({ rows: 20_000, tracks: 1000 }));
  await workbook.ingest(file);
  const first = await workbook.process(cumulativeDistance({ unit: "m" }));
  await workbook.write();
  await (await workbook.rewind(workbook.names.calculator, earliest())).execute();
  const second = await workbook.process(cumulativeDistance({ unit: "km" }));
  await workbook.write();
  const truth = await foldOf(connection, workbook.names);
  const truths: Record<string, Fold> = { m: truth, km: inUnit(truth, "km") };
  const verdicts: Verdict[] = [];

  /** Readers see one run, whole. */
  async function judge(what: string, allowed: readonly Unit[]): Promise<void> {
    const shown = await workbook.query("SELECT DISTINCT unit FROM dist_calc");
    const [unit, ...others] = [...shown].map((row) => String(row["unit"]));
    const verdict = noVerdict();
    if (unit === undefined || others.length > 0 || !allowed.includes(unit as Unit))
      note(verdict, "wrong", what, `readers see ${[unit, ...others].join(" and ")}`);
    verdicts.push(verdict, judgeTable(what, truths[unit ?? "m"] ?? truth, await shownTable(workbook)));
  }

  return {
    befall: async () => {
      const [run, unit] = verdicts.length % 4 === 0 ? [first, "m" as const] : [second, "km" as const];
      const killed = startPlayhead(config, ["promote", run.id, "--execute"]);
      await untilJournalGrows(connection, workbook.names.journal, killed);
      await delay(random.between(0, random.chance(0.5) ? A_FEW : CHANGE_OVER));
      killed.child.kill("SIGKILL");
      await killed.finished;
      await judge("killed", ["m", "km"]);
      const began = Date.now();
      await playhead(config, "promote", run.id, "--execute");
      await judge("done again", [unit]);
      return Date.now() - began;
    },
    settle: () => Promise.resolve(together(verdicts)),
    close,
  };
}

function inUnit({ bySource, byKey }: Fold, unit: Unit): Fold {
  const inIt = [...byKey].map(
    ([key, all]) => [key, all.map((one) => ({ ...one, distance: fromMetres(one.distance, unit) }))] as const,
  );
  return { bySource, byKey: new Map(inIt) };
}
