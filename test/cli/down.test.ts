import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { playhead } from "../fixtures/command";
import { brokerProcesses, ownHomes } from "../fixtures/own-broker";

const homes = ownHomes();

async function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}

test("--purge shows what it would remove, removes nothing unasked, and with --yes all of it", async () => {
  const home = await homes.make();
  const env = homes.env(home);
  await playhead(["ingest", "data/journeys.csv"], env);
  const before = await fs.readdir(home);

  const asked = await playhead(["down", "--purge"], env);
  expect(asked.code, "there is no terminal").toBe(2);
  expect(asked.stderr).toMatch(/Kafka's log +\d+ kB/);
  expect(asked.stderr).toMatch(/BAD_OPTION .*no terminal to ask at\nWhat to do: .*--yes/);
  expect(await fs.readdir(home)).toEqual(before);
  expect(await brokerProcesses(home)).toHaveLength(1);

  const purged = await playhead(["down", "--purge", "--yes", "--json"], env);
  expect(purged.code).toBe(0);
  expect(JSON.parse(purged.stdout)).toMatchObject({ stopped: true, stays: [] });
  expect(await exists(home)).toBe(false);
  expect(await brokerProcesses(home)).toEqual([]);
});

test("what is not playhead's stays, behind links too", async () => {
  const home = await homes.make();
  const elsewhere = await homes.make("elsewhere");
  for (const folder of [home, elsewhere]) await fs.mkdir(folder);
  await fs.writeFile(path.join(elsewhere, "precious"), "x");
  await fs.symlink(elsewhere, path.join(home, "walkthrough"));
  await fs.writeFile(path.join(home, "results.duckdb"), "");
  await fs.writeFile(path.join(home, "letter.txt"), "");
  const { code, stderr } = await playhead(["down", "--purge", "--yes"], homes.env(home));
  expect(code).toBe(0);
  expect(stderr).toContain(`with it the folder: ${path.join(home, "letter.txt")}`);
  expect(await fs.readdir(home)).toEqual(["letter.txt"]);
  expect(await fs.readdir(elsewhere)).toEqual(["precious"]);
});

test("--yes without --purge is wrong usage", async () => {
  expect((await playhead(["down", "--yes"], homes.env(await homes.make()))).code).toBe(2);
});
