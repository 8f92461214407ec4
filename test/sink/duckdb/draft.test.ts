import { execFileSync } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { draftOf, pidOfDraft, removeAbandonedDrafts } from "../../../src/sink/duckdb/draft";
import { testPlace } from "../../fixtures/place";

const place = testPlace();

test.each([
  ["results.duckdb.4711-0123456789ab.new", 4711],
  ["results.duckdb.4711-0123456789ab.new.wal", 4711],
  ["results.duckdb.4711-0123456789ab.new.12-ba9876543210.new", 4711],
  ["results.duckdb", undefined],
  ["results.duckdb.wal", undefined],
  ["results.duckdb.2024-0123456789.new", undefined],
  ["results.duckdb.4711-0123456789ab.newer", undefined],
  ["other.duckdb.4711-0123456789ab.new", undefined],
  ["xresults.duckdb.4711-0123456789ab.new", undefined],
])("%s is a draft of the process %s", (name, pid) => {
  expect(pidOfDraft(name, "results.duckdb")).toBe(pid);
});

test("what dead processes left of this file goes; living ones' drafts and all other files stay", async () => {
  const folder = await place.home();
  const file = path.join(folder, "results.duckdb");
  const dead = Number(execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }));
  const mine = draftOf(file);
  const [left, others] = [mine, draftOf(path.join(folder, "other.duckdb"))].map((name) =>
    name.replace(`.${process.pid}-`, `.${dead}-`),
  ) as [string, string];
  const all = [file, mine, left, `${left}.wal`, others];
  for (const name of all) await fs.writeFile(name, "");
  await removeAbandonedDrafts(file);
  const stayed = [file, mine, others].map((name) => path.basename(name));
  expect((await fs.readdir(folder)).sort()).toEqual(stayed.sort());
});

test("a folder that is not there holds no drafts", async () => {
  await removeAbandonedDrafts(path.join(await place.home(), "nowhere", "results.duckdb"));
});
