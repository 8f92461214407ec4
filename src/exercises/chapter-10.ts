import { cumulativeDistance, type DistanceOutput } from "../processor/library/cumulative-distance";
import { inPackets } from "../processor/library/in-packets";
import { pipe } from "../processor/library/pipe";
import { withoutStepsBack } from "../processor/library/without-steps-back";
import type { Workbook } from "../workbook";
import { nearly, type Exercise, type Verdict } from "./exercise";

export const chapter10 = {
  "10.1": {
    hint: "`workbook.guard` has counted them; or subtract: the topic's `logEndOffset`, and the rows of the file.",
    judge: async (answer, workbook) => {
      const ids = new Set<string>();
      let records = 0;
      const { twice } = workbook.names;
      const end = (await workbook.topics(twice)).reduce(
        (most, { logEndOffset }) => Math.max(most, logEndOffset),
        0,
      );
      for (const { key, value } of await workbook.records(twice, { count: end })) {
        records++;
        ids.add(JSON.stringify([key, (JSON.parse(value ?? "{}") as { id?: unknown }).id]));
      }
      return nearly(answer, records - ids.size);
    },
  },
  "10.2": {
    hint: "`replayed.lastOutputs(name)` is a Map with an entry for each track that has a result: compare those of two names.",
    judge: async (answer, workbook) => {
      const replayed = await replayWrong(workbook);
      const all = [...replayed.lastOutputs("flushed").keys()];
      const shown = replayed.lastOutputs("wrong");
      return sameTracks(
        answer,
        all.filter((track) => !shown.has(track)),
        new Set(all),
      );
    },
  },
  "10.3": {
    hint: "`replayed` has each track as it is and without the jump home: the sum of the differences, over the tracks that the wrong table shows.",
    judge: async (answer, workbook) => {
      const replayed = await replayWrong(workbook);
      const without = replayed.lastOutputs("without") as ReadonlyMap<string, DistanceOutput>;
      let kilometres = 0;
      for (const [track, output] of replayed.lastOutputs("wrong")) {
        kilometres += (output as DistanceOutput).distance - (without.get(track)?.distance ?? 0);
      }
      return nearly(answer, kilometres, 0.001);
    },
  },
} satisfies Record<string, Exercise>;

/** The wrong pipeline, and what its results would be otherwise, as the home's own run of it was defined. */
async function replayWrong(workbook: Workbook) {
  const { twice, own } = workbook.names;
  const [run] = await workbook.runs({ group: own("wrong-distances"), topic: twice });
  const restartAt = Number(run?.definition.parameters["in-packets.restartAt"] ?? 0);
  const distance = cumulativeDistance({ unit: "km" });
  const packets = inPackets({ size: 5, restartAt });
  const forwards = withoutStepsBack({ field: "distance" });
  return workbook.replay(
    twice,
    {},
    { wrong: pipe(distance, packets), without: pipe(distance, forwards, packets), flushed: distance },
  );
}

/** Says of a list of tracks whether it is the right one, and if not, what is wrong with it, naming none that lacks. */
function sameTracks(answer: unknown, right: readonly string[], known: ReadonlySet<string>): Verdict {
  if (!Array.isArray(answer)) return 'A list of track ids is asked for, such as `["7", "8"]`.';
  const given = new Set(answer.map(String));
  if (given.size === 0) return right.length === 0 ? true : "The list is empty, and some are missing.";
  const stranger = [...given].find((track) => !known.has(track));
  if (stranger !== undefined) return `The log has no track ${stranger}.`;
  const shown = [...given].find((track) => !right.includes(track));
  if (shown !== undefined) return `Track ${shown} is in the wrong table.`;
  return given.size === right.length ? true : "Those are missing, but not only those.";
}
