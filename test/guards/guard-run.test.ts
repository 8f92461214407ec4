import { expect, test } from "vitest";
import { cumulativeDistance, type DistanceOutput } from "../../src/processor/library/cumulative-distance";
import { deduplicate } from "../../src/processor/library/deduplicate";
import { inPackets } from "../../src/processor/library/in-packets";
import { pipe } from "../../src/processor/library/pipe";
import type { Processor } from "../../src/processor/processor";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";

const place = testPlace();
const FILE = "data/journeys.csv";
const LIMITS = { kmPerHour: 90, timeResolutionMs: 60_000 };
const km = cumulativeDistance({ unit: "km" });

test("silent at a right run, over several partitions, in the middle of the log and at its end", async () => {
  const workbook = await place.workbook();
  const topic = place.unique("once");
  await workbook.ingest(FILE, { topic, partitions: 3 });
  const call = { topic, group: place.unique("group"), output: place.unique("out") };
  for (const until of [{ offset: 50 }, undefined]) {
    const run = await workbook.process(km, { ...call, ...(until === undefined ? {} : { until }) });
    const report = await workbook.guard(run, LIMITS);
    expect(report.map(({ verdict }) => verdict)).toEqual(Array(5).fill("holds"));
  }
});

test("each mistake of the wrong pipeline alone breaks its own guards, and no other", async () => {
  const workbook = await place.workbook();
  const [once, twice] = [place.unique("once"), place.unique("twice")];
  await workbook.ingest(FILE, { topic: once });
  await workbook.ingest(FILE, { topic: twice });
  await workbook.ingest(FILE, { topic: twice, again: true });
  const brokenBy = async <State, Value>(
    topic: string,
    processor: Processor<State, Value, DistanceOutput>,
  ): Promise<string[]> => {
    const call = { topic, group: place.unique("group"), output: place.unique("out") };
    const report = await workbook.guard(await workbook.process(processor, call), LIMITS);
    return report.filter(({ verdict }) => verdict === "broken").map(({ guard }) => guard);
  };
  const unflushed = inPackets({ size: 5 });
  expect(await brokenBy(once, pipe(km, unflushed))).toEqual([
    "every key has a result",
    "every record counted once",
  ]);
  expect(await brokenBy(twice, km)).toEqual([
    "each record once in the log",
    "every record counted once",
    "time never goes back",
    "plausible speed",
  ]);
  expect(await brokenBy(twice, pipe(deduplicate({ field: "id" }), km))).toEqual([
    "each record once in the log",
  ]);
});

test("refused: no such run, a limit that is none", async () => {
  const workbook = await place.workbook();
  expect((await errorOf(workbook.guard("g:t:1"))).code).toBe("RUN_NOT_FOUND");
  for (const options of [{ kmPerHour: 0 }, { kmPerHour: 1, timeResolutionMs: -1 }]) {
    expect((await errorOf(workbook.guard("g:t:1", options))).code).toBe("BAD_OPTION");
  }
});
