import type { Exercise } from "./exercise";
import { nearly } from "./exercise";
import { byTrack } from "../tracks/by-track";
import { loggedPoints } from "./log";
import { trackMetres } from "./track-distance";

export const chapter04 = {
  "04.1": {
    hint: "`await workbook.runs({ group: workbook.names.calculator })` lists the runs; the one that readers see has a `promotedSince`.",
    judge: async (answer, workbook) => {
      if (typeof answer !== "string") return "The `id` of a run is asked for: text.";
      const runs = await workbook.runs({ group: workbook.names.calculator });
      const run = runs.find(({ id }) => id === answer);
      if (run === undefined) return "There is no run of that id.";
      return run.promotedSince !== null || "There is such a run, but it is not the one that readers see now.";
    },
  },
  "04.2": {
    hint: "`await workbook.asOf(kilometres, 100)` has a row for each track that had been seen by then.",
    judge: async (answer, workbook) => {
      const before = (await loggedPoints(workbook)).filter(({ offset }) => offset < 100);
      const metres = [...byTrack(before).values()].map((points) => trackMetres(points));
      return nearly(answer, metres.reduce((sum, track) => sum + track, 0) / 1000, 1e-6);
    },
  },
  "04.3": {
    hint: "`await workbook.promote(run)` is a dry run, and changes nothing. The plan's `to` says what readers would see: `to?.units`.",
    judge: async (answer, workbook) => {
      const units = Array.isArray(answer) ? (answer as unknown[]) : [answer];
      const runs = await workbook.runs({ group: workbook.names.calculator });
      const other = runs.find(({ promotedSince }) => promotedSince === null);
      if (units.length === 1 && units[0] === other?.definition.parameters["unit"]) return true;
      return "That is not the unit that readers would see.";
    },
  },
} satisfies Record<string, Exercise>;
