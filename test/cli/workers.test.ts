import { expect, test } from "vitest";
import { ensureTopic } from "../../src/kafka/topics";
import type { DistanceOutput } from "../../src/processor/library/cumulative-distance";
import { playhead } from "../fixtures/command";
import { testPlace } from "../fixtures/place";
import { outputsByKey } from "../processor/helpers";
import { appendPoints, expectedMetres, points } from "../processor/points";

const place = testPlace();

test("several workers are members of one group: every output once, their reports added up", async () => {
  const connection = await place.connection();
  const { source, output, calculator } = place.names;
  await ensureTopic(connection, { topic: source, partitions: 3 });
  const all = points(6000);
  await appendPoints(connection, source, all);
  const { code, stdout, stderr } = await playhead(
    ["process", "--unit", "m", "--workers", "2", "--json"],
    await place.env(),
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({
    id: `${calculator}:${source}:1`,
    workers: 2,
    recordsIn: 6000,
    recordsOut: 6000,
    deadLetters: 0,
  });
  const outputs = await outputsByKey<DistanceOutput>(connection, output);
  const metres = new Map([...outputs].map(([key, list]) => [key, list.map(({ distance }) => distance)]));
  expect(metres).toEqual(expectedMetres(all));
});

test("where all workers are refused, the reason is told once and the exit code is 1", async () => {
  // The group is in the middle of a run in metres.
  const { code, stdout, stderr } = await playhead(
    ["process", "--unit", "km", "--workers", "2"],
    await place.env(),
  );
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain("WORKERS_FAILED");
  expect(stderr.split("DEFINITION_CHANGED")).toHaveLength(2);
});
