import fs from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Config } from "../../src/config";
import type { Unit } from "../../src/distance/units";
import { openChapter } from "../../src/chapters/open-chapter";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { earliest } from "../../src/rewind/targets";
import type { Workbook } from "../../src/workbook";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { trackCsv } from "../fixtures/track-csv";
import { inNotebook } from "../notebook/hook";

const ROWS = 6;
/** The walk-through; what the later notebooks begin with is tested beside this. */
const CHAPTERS = [1, 2, 3, 4, 5] as const;
type Chapter = (typeof CHAPTERS)[number];

const place = testPlace();
let opened: Workbook | undefined;
let options: Config;

beforeAll(async () => {
  const dataFile = path.join(await place.home(), "tracks.csv");
  await fs.writeFile(dataFile, trackCsv({ rows: ROWS, tracks: 2 }));
  options = { ...(await place.config()), dataFile };
});
afterAll(() => opened?.close());

/** Opens the chapter; what it showed says what it had to do. */
async function open(chapter: Chapter | 11, given = options): Promise<{ workbook: Workbook; said: string }> {
  const shown = await inNotebook(async () => (opened = await openChapter(chapter, given)));
  return { workbook: opened as Workbook, said: shown.map(({ bundle }) => bundle["text/plain"]).join("\n") };
}

/** What the chapter's notebook does, in short. */
const body: Record<Chapter, (workbook: Workbook) => Promise<void>> = {
  1: async (workbook) => {
    await workbook.ingest(workbook.dataFile);
  },
  2: async (workbook) => {
    await workbook.process(cumulativeDistance({ unit: "mi" }));
    const writer = await workbook.followWriting();
    await writer.stop();
  },
  3: async (workbook) => {
    const following = await workbook.follow(cumulativeDistance({ unit: "mi" }));
    await following.stop();
    await (await workbook.rewind(workbook.names.calculator, earliest())).execute();
  },
  4: async (workbook) => {
    await workbook.process(cumulativeDistance({ unit: "km" }));
    await workbook.write();
  },
  5: () => Promise.resolve(),
};

/** Where the chapter begins, as its notebook relies on it. */
const precondition: Record<Chapter, (workbook: Workbook) => Promise<void>> = {
  1: () => Promise.resolve(),
  2: async (workbook) => {
    expect((await workbook.topics(workbook.names.source))[0]?.logEndOffset).toBe(ROWS);
    expect(await playhead(workbook)).toBe(0);
  },
  3: async (workbook) => {
    expect(await playhead(workbook)).toBe(ROWS);
    expect(await tableUnits(workbook)).toEqual(["mi", "mi"]);
    // The same definition can go on: nothing is refused.
    await (await workbook.follow(cumulativeDistance({ unit: "mi" }))).stop();
  },
  4: async (workbook) => {
    expect(await playhead(workbook)).toBe(0);
    expect(await tableUnits(workbook)).toEqual(["mi", "mi"]);
  },
  5: async (workbook) => {
    expect(await playhead(workbook)).toBe(ROWS);
    expect(await tableUnits(workbook)).toEqual(["km", "km"]);
    const runs = await workbook.runs({ group: workbook.names.calculator });
    const last = (unit: Unit) => runs.find(({ definition }) => definition.parameters["unit"] === unit)!;
    const compared = await workbook.compare(last("mi"), last("km"));
    expect(compared.rows.map(({ ratio }) => ratio)).toEqual(
      Array.from({ length: 2 }, () => expect.closeTo(1.609344, 12) as number),
    );
  },
};

async function playhead(workbook: Workbook): Promise<number> {
  const { calculator, source } = workbook.names;
  const rows = (await workbook.groups()).filter(
    ({ group, topic }) => group === calculator && topic === source,
  );
  return rows[0]?.currentOffset ?? 0;
}

async function tableUnits(workbook: Workbook): Promise<unknown[]> {
  return (await workbook.query()).map(({ unit }) => unit);
}

describe("in a fresh home", () => {
  const fresh = testPlace();

  test("in their order, each chapter finds its beginning as the one before left it", async () => {
    const own = { ...(await fresh.config()), dataFile: options.dataFile };
    for (const chapter of CHAPTERS) {
      const { workbook, said } = await open(chapter, own);
      expect(said).toBe(`Kafka answers at ${await fresh.broker()}.`);
      await precondition[chapter](workbook);
      await body[chapter](workbook);
    }
  });
});

test("after any chapter, any other begins as it should, and says what it took", async () => {
  for (const [before, chapter] of everyPair()) {
    const { workbook, said } = await open(chapter);
    await precondition[chapter](workbook).catch((error: unknown) => {
      throw new Error(`chapter ${chapter} after ${before}: ${said}`, { cause: error });
    });
    await body[chapter](workbook);
  }
});

test("opened again at once, there is nothing left to do", async () => {
  for (const chapter of CHAPTERS) {
    await open(chapter);
    expect((await open(chapter)).said).not.toContain("To begin here");
  }
});

test("chapter 11 has a topic of somebody else's, once", async () => {
  const { workbook, said } = await open(11);
  expect(said).toContain("three weather stations have reported to ");
  const topic = workbook.names.own("weather");
  expect((await workbook.topics(topic))[0]?.logEndOffset).toBe(144);
  expect((await open(11)).said).not.toContain("To begin here");
  expect((await opened?.topics(topic))?.[0]?.logEndOffset).toBe(144);
});

test("a chapter stops what an earlier one has left following", async () => {
  const { workbook } = await open(3);
  await workbook.follow(cumulativeDistance({ unit: "mi" }));
  const { workbook: next } = await open(4);
  expect(await playhead(next)).toBe(0);
});

test("a file that can't be ingested is told before anything else is looked at", async () => {
  const bad = path.join(await place.home(), "bad.csv");
  await fs.writeFile(bad, "id,latitude,longitude,track_id,time\n1,91,0,1,9/13/2014 7:24\n");
  for (const chapter of [1, 2] as const) {
    expect((await errorOf(open(chapter, { ...options, dataFile: bad }))).code).toBe("BAD_ROW");
    const missing = { ...options, dataFile: `${bad}.gone` };
    expect((await errorOf(open(chapter, missing))).code).toBe("FILE_NOT_FOUND");
  }
});

/** The chapters in an order in which each follows each, itself too: [what was before, chapter]. */
function everyPair(): [Chapter, Chapter][] {
  const pairs: [Chapter, Chapter][] = [];
  let at: Chapter = 1;
  const left = new Map(CHAPTERS.map((chapter) => [chapter, [...CHAPTERS] as Chapter[]]));
  for (let next = left.get(at)?.pop(); next !== undefined; next = left.get(at)?.pop()) {
    pairs.push([at, next]);
    at = next;
  }
  return pairs;
}
