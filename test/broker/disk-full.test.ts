import { execFileSync } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { stopBroker } from "../../src/broker/embedded";
import { readLog } from "../../src/kafka/log";
import { listOffsets } from "../../src/kafka/offsets";
import { openWorkbook } from "../../src/workbook";
import { errorOf } from "../fixtures/errors";
import { ownHomes } from "../fixtures/own-broker";
import { trackCsv } from "../fixtures/track-csv";
import { until } from "../fixtures/until";

const homes = ownHomes();

/** A disk of 16 MB, or undefined where none may be mounted. */
async function mountSmallDisk(): Promise<string | undefined> {
  const disk = await homes.make("disk");
  try {
    await fs.mkdir(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", disk], { stdio: "ignore" });
    return disk;
  } catch {
    return undefined;
  }
}

test("a full disk is named within ten seconds; with room made, the ingest goes on where it was", async ({
  skip,
}) => {
  const disk = await mountSmallDisk();
  if (disk === undefined) {
    console.warn("SKIPPED: a full disk can only be tried where a small one may be mounted (Linux, as root)");
    skip("no small disk can be mounted");
    return;
  }
  const home = path.join(disk, "home");
  const rows = 40_000;
  const csv = path.join(path.dirname(disk), "tracks.csv");
  await fs.writeFile(csv, trackCsv({ rows, tracks: 50 }));
  const ballast = path.join(disk, "ballast");
  await fs.writeFile(ballast, Buffer.alloc(10 * 1024 * 1024, 1));
  const workbook = openWorkbook({ home, brokers: undefined, prefix: "" });
  try {
    let fullSince: number | undefined;
    const ingest = errorOf(workbook.ingest(csv)).finally(() => (fullSince ??= Date.now()));
    await until("the disk is full", async () => {
      const { bavail } = await fs.statfs(disk);
      return fullSince !== undefined || bavail === 0;
    });
    fullSince ??= Date.now();
    const error = await ingest;
    expect(error).toMatchObject({
      code: "DISK_FULL",
      remedy: expect.stringContaining("PLAYHEAD_HOME") as string,
    });
    expect(Date.now() - fullSince).toBeLessThan(10_000);

    const began = Date.now();
    expect(await errorOf(workbook.groups())).toMatchObject({ code: "DISK_FULL" });
    expect(Date.now() - began, "nor does the next call wait for long").toBeLessThan(10_000);

    await fs.rm(ballast);
    const report = await workbook.ingest(csv);
    expect(report.facts).toMatchObject({ rows });
    expect(report.facts.alreadyThere, "what had been acknowledged was not lost").toBeGreaterThan(0);
    const connection = homes.connect(await workbook.brokers());
    const topic = "raw-trackpoints";
    const end = (await listOffsets(connection, topic, "latest")).get(0) ?? 0;
    const seen: string[] = [];
    for await (const { records } of readLog(connection, { topic, partition: 0, from: 0, until: end }))
      seen.push(...records.map(({ headers }) => headers["file-row"] ?? ""));
    expect(seen).toEqual(Array.from({ length: rows }, (_, row) => String(row + 1)));
  } finally {
    await workbook.close();
    await stopBroker(home);
    execFileSync("umount", [disk]);
  }
}, 120_000);
