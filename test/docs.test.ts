import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { program } from "../src/cli/program";
import { VARIABLES } from "../src/client-config/variables";
import { PROJECT_ROOT } from "../src/config";

/** One process of ours tells another by these; nobody sets them. */
const INTERNAL = ["PLAYHEAD_OWNER_PID", "PLAYHEAD_WORKER"];

test("the README's table of settings has every variable that is read", async () => {
  const code = await Promise.all([...(await filesOf("src")), ...(await filesOf("setup"))].map(read));
  const named = code.join("\n").match(/\b(?:PLAYHEAD|KAFKA)_[A-Z_]+\b(?=\W)|\bDATABASE_URL\b/g) ?? [];
  const settings = named.filter((name) => /^(?:PLAYHEAD|DATABASE)_|^KAFKA_(?:CONFIG|BROKERS)$/.test(name));
  const wanted = new Set([...settings, ...Object.keys(VARIABLES)]);
  const cells = await firstCells("## Settings");
  expect(
    [...wanted].filter((name) => !INTERNAL.includes(name) && !new RegExp(`\\b${name}\\b`).test(cells)),
  ).toEqual([]);
});

test("the README's table of commands has every command, and no other", async () => {
  const cells = (await firstCells("## On the command line"))
    .match(/`([a-z-]+)/g)
    ?.map((word) => word.slice(1));
  expect([...new Set(cells)].sort()).toEqual(
    program()
      .commands.map((command) => command.name())
      .sort(),
  );
});

test("each page of docs is linked to, and no link of a page leads nowhere", async () => {
  const pages = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", ...(await docs())];
  const links = await Promise.all(
    pages.map(async (page) => {
      const targets = [...(await read(page)).matchAll(/\]\((?!https?:)([^)#\s]+)[^)]*\)/g)];
      return targets.map(([, target = ""]) => path.join(path.dirname(page), target));
    }),
  );
  const linked = new Set(links.flat());
  expect((await docs()).filter((page) => !linked.has(page))).toEqual([]);
  const missing = await Promise.all([...linked].map(async (file) => ((await exists(file)) ? [] : [file])));
  expect(missing.flat()).toEqual([]);
});

/** What stands in the first column of the table that comes next. */
async function firstCells(heading: string): Promise<string> {
  const readme = await read("README.md");
  const section = readme.slice(readme.indexOf(`\n${heading}\n`) + 1).split(/\n## /)[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| "));
  // A bar within a cell is written as \|.
  return rows.map((row) => row.split(/(?<!\\)\|/)[1] ?? "").join("\n");
}

async function docs(): Promise<string[]> {
  const names = await fs.readdir(path.join(PROJECT_ROOT, "docs"));
  return names.filter((name) => name.endsWith(".md")).map((name) => path.join("docs", name));
}

async function filesOf(folder: string): Promise<string[]> {
  const names = await fs.readdir(path.join(PROJECT_ROOT, folder), { recursive: true });
  return names.filter((name) => /\.m?ts$|\.mjs$/.test(name)).map((name) => path.join(folder, name));
}

function read(file: string): Promise<string> {
  return fs.readFile(path.join(PROJECT_ROOT, file), "utf8");
}

function exists(file: string): Promise<boolean> {
  return fs.access(path.join(PROJECT_ROOT, file)).then(
    () => true,
    () => false,
  );
}
