import fs from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PROJECT_ROOT } from "../../src/config";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { playhead } from "../fixtures/command";
import { testPlace } from "../fixtures/place";
import { KernelSession, scratchProject } from "../jupyter/kernel-session";
import { EXAMPLES } from "./library/examples";

const place = testPlace();
const SAMPLE = path.join(PROJECT_ROOT, "data/journeys.csv");
let project: string;

beforeAll(async () => {
  project = await scratchProject({});
  await fs.cp(path.join(PROJECT_ROOT, "src"), path.join(project, "src"), { recursive: true });
});
afterAll(() => fs.rm(project, { recursive: true, force: true }));

/** Runs cells in a kernel of their own. */
async function inKernel(...cells: string[]): Promise<string> {
  const { KAFKA_BROKERS, PLAYHEAD_HOME, PLAYHEAD_PREFIX } = (await place.env()) as Record<string, string>;
  const kernel = await KernelSession.start(project, {
    KAFKA_BROKERS: KAFKA_BROKERS ?? "",
    PLAYHEAD_HOME: PLAYHEAD_HOME ?? "",
    PLAYHEAD_PREFIX: PLAYHEAD_PREFIX ?? "",
  });
  try {
    let printed = "";
    for (const cell of cells) printed += await kernel.printed(cell);
    return printed;
  } finally {
    await kernel.close();
  }
}

test("the library's processors have the same definitions in a cell as here", async () => {
  const examples = await fs.readFile(path.join(PROJECT_ROOT, "test/processor/library/examples.ts"), "utf8");
  const printed = await inKernel(
    examples.replace("export const", "const"),
    "console.log(JSON.stringify(EXAMPLES));",
  );
  expect(JSON.parse(printed)).toEqual(JSON.parse(JSON.stringify(EXAMPLES)));
}, 120_000);

const OPEN = `import { cumulativeDistance, defineProcessor, openWorkbook, type TrackPoint } from "playhead";
const workbook = openWorkbook();`;

const GROUP = place.unique("learner");

/** A processor as a learner writes it into a cell; prints the run, or why there is none. */
function cell(step: string): string {
  return `
    interface Seen { points: number }
    const count = defineProcessor({ name: "count", initialState: { points: 0 }, step: ${step} });
    await workbook.process(count, { group: ${JSON.stringify(GROUP)}, output: ${JSON.stringify(`${GROUP}.out`)} })
      .then((report) => console.log(report.id), (error) => console.log(error.code));`;
}
const STEP = `(seen: Seen, point) => {
  const points = seen.points + 1; // one more
  return [{ points }, { track_id: point.key, points }];
}`;
const REFORMATTED = `(seen: Seen, point) => { /* in another layout */ const points = seen.points + 1;
  return [ { points }, { track_id: point.key, points } ] }`;

test("what a notebook has begun goes on in the next kernel, on the command line and here", async () => {
  const printed = await inKernel(
    OPEN,
    `await workbook.ingest(${JSON.stringify(SAMPLE)});
     const { id, recordsIn } = await workbook.process(cumulativeDistance({ unit: "km" }));
     console.log(JSON.stringify({ id, recordsIn }));`,
    cell(STEP),
    cell(REFORMATTED),
    cell(STEP.replace("+ 1", "+ 2")),
  );
  const [distances = "", ...runs] = printed.trim().split("\n");
  const { id, recordsIn } = JSON.parse(distances) as { id: string; recordsIn: number };
  expect(recordsIn).toBe(741);
  const counted = `${GROUP}:${place.names.source}:1`;
  expect(runs, "layout and comments change nothing, code does").toEqual([
    counted,
    counted,
    "DEFINITION_CHANGED",
  ]);
  expect(await inKernel(OPEN, cell(REFORMATTED)), "in the next kernel").toBe(`${counted}\n`);

  const { code, stdout, stderr } = await playhead(["process", "--unit", "km", "--json"], await place.env());
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({ id, recordsIn: 0 });
  const workbook = await place.workbook();
  expect(await workbook.process(cumulativeDistance({ unit: "km" }))).toMatchObject({ id, recordsIn: 0 });
}, 240_000);
