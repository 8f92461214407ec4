import { execFileSync } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { earliest } from "../../src/rewind/targets";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { contents, ingestTracks, sinkPlace } from "./helpers";

const place = testPlace();
const disk = path.join(await place.home(), "disk");
const mounted = await mountSmallDisk();
if (!mounted)
  console.warn("SKIPPED: a full disk can only be tried where a small one may be mounted (Linux, as root)");

async function mountSmallDisk(): Promise<boolean> {
  await fs.mkdir(disk);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], { stdio: "ignore" });
  } catch {
    return false;
  }
  afterAll(() => void execFileSync("umount", ["--lazy", disk]));
  return true;
}

/** Takes what is left of the disk. */
async function fill(file: string): Promise<void> {
  const { bavail, bsize } = await fs.statfs(disk);
  await fs.writeFile(file, Buffer.alloc(bavail * bsize, 1));
}

test.skipIf(!mounted)(
  "a full disk is named, readers see what they saw, and with room made the writer goes on",
  async () => {
    const here = await sinkPlace(place);
    const { workbook, names, file } = here;
    await ingestTracks(here, { rows: 3000, tracks: 1000 });
    await workbook.process(cumulativeDistance({ unit: "mi" }));
    const db = path.join(disk, "results.duckdb");
    await workbook.write({ db });
    await (await workbook.rewind(names.calculator, earliest())).execute();
    await workbook.process(cumulativeDistance({ unit: "km" }));
    const before = await contents(workbook, db);

    const ballast = path.join(disk, "ballast");
    await fill(ballast);
    const another = path.join(disk, "another.duckdb");
    for (const full of [db, another]) {
      const error = await errorOf(workbook.write({ db: full }));
      expect(error.code).toBe("DISK_FULL");
      expect(error.message).toContain(disk);
    }
    expect(await fs.readdir(disk), "nothing half made is left").not.toContainEqual(
      expect.stringContaining("another"),
    );
    await fs.rm(ballast);
    expect(await contents(workbook, db)).toEqual(before);

    await workbook.write({ db });
    await workbook.write();
    expect(await contents(workbook, db)).toEqual(await contents(workbook, file));
    expect(new Set((await workbook.query(undefined, { db })).map(({ unit }) => unit))).toEqual(
      new Set(["km"]),
    );
  },
  120_000,
);
