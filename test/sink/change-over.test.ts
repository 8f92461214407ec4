import path from "node:path";
import { expect, test } from "vitest";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { earliest } from "../../src/rewind/targets";
import { startScript } from "../fixtures/command";
import { testPlace } from "../fixtures/place";
import { until } from "../fixtures/until";
import { ingestTracks, sinkPlace } from "./helpers";

const place = testPlace();

test("a reader in another process, asking all the time: all miles, then all kilometres, nothing else", async () => {
  const here = await sinkPlace(place);
  const { workbook, names, file } = here;
  await ingestTracks(here, { rows: 20_000, tracks: 400 });
  const miles = await workbook.process(cumulativeDistance({ unit: "mi" }));
  await workbook.write();
  await (await workbook.rewind(names.calculator, earliest())).execute();

  const reader = startScript(path.join(__dirname, "ask.ts"), [file], await here.env());
  const lines: string[] = [];
  let rest = "";
  reader.child.stdout.on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
  });
  await until("the reader has seen the miles", () => lines.length >= 3);

  // Results arrive in the table in many small steps, beside those that readers see.
  const writer = await workbook.followWriting();
  const km = await workbook.process(cumulativeDistance({ unit: "km" }));
  await until("the reader has seen the kilometres", () => lines.at(-1)?.includes('"km"') === true);
  const askedThen = lines.length;
  await until("it has asked a few times more", () => lines.length >= askedThen + 3);
  await writer.stop();
  reader.child.kill();
  await reader.finished;

  const distinct = [...new Set(lines)].map((line) => JSON.parse(line) as { distance?: number });
  expect(distinct).toMatchObject([
    { rows: 400, units: ["mi"], runs: [miles.id] },
    { rows: 400, units: ["km"], runs: [km.id] },
  ]);
  const [before, after] = distinct;
  expect((after?.distance ?? 0) / (before?.distance ?? 0)).toBeCloseTo(1.609344, 9);
}, 120_000);
