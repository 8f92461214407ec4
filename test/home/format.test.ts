import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { stopBroker } from "../../src/broker/embedded";
import { HOME_FORMAT, makeHome, requireKnownFormat } from "../../src/home/format";
import { VERSION } from "../../src/installed";
import { openWorkbook } from "../../src/workbook";
import { playhead } from "../fixtures/command";
import { ownHomes } from "../fixtures/own-broker";

const homes = ownHomes();

async function homeOf(text: string): Promise<string> {
  const home = await homes.make();
  await fs.mkdir(home);
  await fs.writeFile(path.join(home, "format.json"), text);
  return home;
}

test("a home says which format it has and who made it; one made twice stays as it is", async () => {
  const home = await homes.make();
  await makeHome(home);
  const file = path.join(home, "format.json");
  const first = await fs.readFile(file, "utf8");
  expect(JSON.parse(first)).toEqual({ format: HOME_FORMAT, madeBy: VERSION });
  expect((await fs.stat(home)).mode & 0o777, "for its owner alone").toBe(0o700);
  await fs.writeFile(file, '{"format":1,"madeBy":"0.1.0"}');
  await makeHome(home);
  expect(await fs.readFile(file, "utf8")).toBe('{"format":1,"madeBy":"0.1.0"}');
  expect(await fs.readdir(home)).toEqual(["format.json"]);
});

test("several that make a home at once make one whole one", async () => {
  const home = await homes.make();
  await Promise.all(Array.from({ length: 20 }, () => makeHome(home)));
  expect(await fs.readdir(home)).toEqual(["format.json"]);
  requireKnownFormat(home);
});

test("a home from before there was such a file is one of format 1", async () => {
  const home = await homes.make();
  await fs.mkdir(path.join(home, "broker"), { recursive: true });
  requireKnownFormat(home);
  await makeHome(home);
  expect(JSON.parse(await fs.readFile(path.join(home, "format.json"), "utf8"))).toMatchObject({ format: 1 });
});

test("a later format is refused by name, and the home left as it is", async () => {
  const home = await homeOf('{"format":2,"madeBy":"1.4.0"}');
  for (const command of [["up"], ["query"], ["up", "--advertise", "127.0.0.1"]]) {
    const { code, stderr } = await playhead(command, homes.env(home));
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^HOME_FORMAT {2}The home .* has format 2, made by playhead 1\.4\.0; this is playhead .* knows format 1 only.*\nWhat to do: use playhead 1\.4\.0 or later/,
    );
  }
  expect(await fs.readdir(home)).toEqual(["format.json"]);
});

test.each(["", "{", "[]", "null", '{"format":"1"}', '{"format":1.5,"madeBy":"0.7.0"}'])(
  "a file that says nothing, %j, is told, not guessed at",
  async (text) => {
    const home = await homeOf(text);
    expect(() => openWorkbook({ home })).toThrow(expect.objectContaining({ code: "HOME_FORMAT" }));
    await expect(makeHome(home)).rejects.toMatchObject({ code: "HOME_FORMAT" });
    expect(await stopBroker(home)).toBe(false);
  },
);
