import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AverageOutput } from "../../src/processor/library/rolling-average";
import { playhead, type Finished } from "../fixtures/command";
import { testPlace } from "../fixtures/place";

const place = testPlace();

const SMOOTH_SPEED = `import { pipe, rejectOutliers, rollingAverage, speed } from "playhead";

export default ({ kmPerHour, over = "minute" }: { kmPerHour: number; over?: "minute" | "hour" }) =>
  pipe(
    rejectOutliers({ kmPerHour, timeResolutionMs: 60_000 }),
    speed({ unit: "km/h" }),
    rollingAverage({ field: "speed", overMs: over === "hour" ? 3_600_000 : 60_000 }),
  );
`;

/** Another project, with a tsconfig.json that knows another "playhead". */
let elsewhere: string;
beforeAll(async () => {
  elsewhere = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-elsewhere-"));
  await fs.writeFile(path.join(elsewhere, "smooth-speed.ts"), SMOOTH_SPEED);
  const paths = { playhead: ["./nowhere"] };
  await fs.writeFile(path.join(elsewhere, "tsconfig.json"), JSON.stringify({ compilerOptions: { paths } }));
  await (await place.workbook()).ingest("data/journeys.csv");
});
afterAll(() => fs.rm(elsewhere, { recursive: true, force: true }));

async function process(...args: string[]): Promise<Finished> {
  return playhead(["process", "--processor", "smooth-speed.ts", ...args], await place.env(), elsewhere);
}

const NAME = "reject-outliers.speed.rolling-average";
const PARAMETERS = ["--parameter", "kmPerHour=200", "--parameter", "over=hour"];

test("a processor from a file outside of the project works under its own name, and goes on the next time", async () => {
  const first = await process(...PARAMETERS, "--json");
  expect(first.stderr).toBe("");
  expect(first.code).toBe(0);
  const own = place.names.own(NAME);
  const report = JSON.parse(first.stdout) as { id: string; recordsOut: number };
  expect(report).toMatchObject({ group: own, outputTopic: own, recordsIn: 741 });
  const workbook = await place.workbook();
  const outputs = await workbook.outputs<AverageOutput>({ id: report.id, outputTopic: own });
  expect(outputs).toHaveLength(report.recordsOut);
  expect(outputs.length).toBeGreaterThan(0);
  for (const { key, output } of outputs) {
    expect(output).toMatchObject({ key, average: expect.any(Number) as number });
    expect(output.average).toBeGreaterThanOrEqual(0);
  }
  const [run] = await workbook.runs({ group: own });
  expect(run?.definition.parameters).toMatchObject({
    "reject-outliers.kmPerHour": 200,
    "rolling-average.overMs": 3_600_000,
  });

  const again = await process(...PARAMETERS, "--json");
  expect(JSON.parse(again.stdout)).toMatchObject({ id: report.id, recordsIn: 0 });
});

test("other parameters are another definition", async () => {
  const { code, stderr } = await process("--parameter", "kmPerHour=100", "--parameter", "over=hour");
  expect(stderr).toContain("DEFINITION_CHANGED");
  expect(code).toBe(1);
});

test("group and output topic can be named", async () => {
  const [group, output] = [place.unique("group"), place.unique("speeds")];
  const { code, stdout } = await process(...PARAMETERS, "--group", group, "--output", output, "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ group, outputTopic: output, recordsIn: 741 });
});

test("a parameter that the library refuses is wrong usage", async () => {
  const { code, stderr } = await process("--parameter", "kmPerHour=fast");
  expect(stderr).toContain(`BAD_OPTION  kmPerHour can't be "fast"`);
  expect(code).toBe(2);
});
