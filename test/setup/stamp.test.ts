import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { digest, readStamp, removeStamp, writeStamp } from "../../setup/stamp.mjs";
import { temporaryFolder, write } from "./temporary";

test("a stamp holds for the inputs that it was written with, and for no others", () => {
  const root = temporaryFolder();
  writeStamp(root, "python", "key-1", { archive: 7 });
  expect(readStamp(root, "python", "key-1")).toEqual({ archive: 7 });
  expect(readStamp(root, "python", "key-2")).toBeUndefined();
  expect(readStamp(root, "java", "key-1")).toBeUndefined();
});

test("a removed stamp, and one that a crash cut off, count as not done", () => {
  const root = temporaryFolder();
  writeStamp(root, "python", "key");
  removeStamp(root, "python");
  expect(readStamp(root, "python", "key")).toBeUndefined();
  writeStamp(root, "python", "key");
  const folder = join(root, ".tools/stamps");
  expect(readdirSync(folder)).toEqual(["python.json"]);
  writeFileSync(join(folder, "python.json"), '{"key":"key","fa');
  expect(readStamp(root, "python", "key")).toBeUndefined();
});

test("a digest changes with a file's content, its appearance and with any value", () => {
  const file = join(temporaryFolder(), "requirements.txt");
  const values = ["/home/ada/playhead"];
  const absent = digest({ files: [file], values });
  write(file, "plotly==7.1.0");
  const first = digest({ files: [file], values });
  write(file, "plotly==7.1.1");
  const second = digest({ files: [file], values });
  const moved = digest({ files: [file], values: ["/home/ada/elsewhere"] });
  expect(new Set([absent, first, second, moved]).size).toBe(4);
  expect(digest({ files: [file], values })).toBe(second);
});
