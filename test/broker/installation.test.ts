import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { readInstallation } from "../../src/broker/installation";
import { PlayheadError } from "../../src/errors";
import { ownHomes } from "../fixtures/own-broker";

const homes = ownHomes();

test("what the set-up has made is found", async () => {
  const { java, classpath, checkpoint } = readInstallation();
  await fs.access(java);
  await fs.access(checkpoint);
  for (const jar of classpath.split(":")) await fs.access(jar);
});

test("without it, the error names the command that makes it", async () => {
  const root = await homes.make();
  expect(() => readInstallation(root)).toThrow(PlayheadError);
  await fs.mkdir(path.join(root, ".tools"), { recursive: true });
  // Half a set-up is none.
  await fs.writeFile(path.join(root, ".tools/java.json"), '{"java":"/usr/bin/java"}');
  try {
    readInstallation(root);
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({
      code: "SETUP_MISSING",
      remedy: expect.stringContaining("npm run setup") as string,
    });
  }
});
