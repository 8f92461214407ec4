import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { readInstallation } from "../../src/broker/installation";
import { formatStorage } from "../../src/broker/storage";
import { ownHomes } from "../fixtures/own-broker";

const homes = ownHomes();

test("a folder gets an identity of its own, and keeps it", async () => {
  const identities: string[] = [];
  for (let i = 0; i < 3; i++) {
    const folder = await homes.make();
    await fs.mkdir(folder);
    const identity = (): Promise<string> => fs.readFile(path.join(folder, "meta.properties"), "utf8");
    await formatStorage(folder, readInstallation());
    identities.push(await identity());
    await formatStorage(folder, readInstallation());
    expect(await identity()).toBe(identities[i]);
    expect((await fs.readdir(folder)).sort()).toEqual(["bootstrap.checkpoint", "meta.properties"]);
  }
  expect(new Set(identities).size).toBe(3);
  for (const identity of identities) {
    const uuid = "[A-Za-z0-9_][A-Za-z0-9_-]{21}";
    expect(identity).toMatch(
      new RegExp(`^version=1\ncluster\\.id=${uuid}\nnode\\.id=1\ndirectory\\.id=${uuid}\n$`),
    );
  }
});
