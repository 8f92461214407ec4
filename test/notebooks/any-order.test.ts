import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { PROJECT_ROOT } from "../../src/config";
import { executeNotebooks } from "../../src/notebook/execute";
import { testPlace } from "../fixtures/place";
import { NOTEBOOKS, readExecuted } from "./executed";
import { REAL_FILE, realTruth, SAMPLE_FILE, sampleTruth } from "./truth";
import { expectExercises } from "./turns";
import { expectDrawings, expectNumbers, preparations } from "./walked-through";

const real = existsSync(REAL_FILE);
if (!real)
  console.warn(`NOT TESTED with real tracks: there is no ${REAL_FILE}; the sample takes their place`);

const [INGEST, PROCESS, REWIND, REPROCESS, CHART] = NOTEBOOKS;

describe(
  `the walk-through's solutions in one home, with ${real ? "real tracks" : "the sample"}`,
  { timeout: 900_000 },
  () => {
    const place = testPlace();
    const truth = real ? realTruth() : sampleTruth();

    async function execute(order: string[], name: string): Promise<string> {
      const folder = path.join(await place.home(), name);
      const files = order.map((notebook) => path.join(PROJECT_ROOT, "notebooks", "solutions", notebook));
      const env = { ...(await place.env()), PLAYHEAD_DATA: real ? REAL_FILE : SAMPLE_FILE };
      await executeNotebooks(files, folder, { env: env });
      return folder;
    }

    test("in any order, beginning with the last alone: each brings its beginning about, and is found right", async () => {
      // Those that follow the chart find their own work done: they are run once more. Later ones are run alone elsewhere.
      const folder = await execute([CHART, PROCESS, REPROCESS, INGEST, REWIND], "any-order");
      const executed = await Promise.all(NOTEBOOKS.map((name) => readExecuted(folder, name)));
      expectExercises(
        executed.flat(),
        NOTEBOOKS.map((name) => name.slice(0, 2)),
        "solved",
      );
      await expectNumbers(folder, truth);
      await expectDrawings(folder);
      const did = await Promise.all(NOTEBOOKS.map((notebook) => preparations(folder, notebook)));
      const [ingest, process, rewind, reprocess, chart] = did;
      const rewound = `the playhead of ${place.names.calculator} was rewound to the start`;
      const inMiles = "everything was processed in mi and written";
      const inKilometres = "everything was processed in km and written";
      expect(chart).toEqual([expect.stringContaining("was ingested"), inMiles, rewound, inKilometres]);
      expect(process).toEqual([rewound]);
      expect(reprocess).toEqual([rewound]);
      expect(ingest).toEqual([]);
      expect(rewind).toEqual([rewound, inMiles]);
    });
  },
);
