import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { planPurge } from "../../src/home/purge";
import { setVariable } from "../fixtures/environment";
import { ownHomes } from "../fixtures/own-broker";

const homes = ownHomes();

test("a folder that is no home is refused, and said why", async () => {
  const folder = await homes.make();
  await fs.mkdir(path.join(folder, "locks"), { recursive: true });
  const link = `${folder}-link`;
  await fs.symlink(folder, link);
  const user = await homes.make("user");
  await fs.mkdir(path.join(user, "broker"), { recursive: true });
  setVariable("HOME", user);
  const refused: [home: string, reason: string][] = [
    [folder, "nothing of playhead's is in it"],
    [link, "it is a link to"],
    [`${folder}/none`, "there is no such folder"],
    ["/", "it is much more than a home"],
    [user, "it is much more than a home"],
  ];
  for (const [home, reason] of refused) {
    await expect(planPurge(home), home).rejects.toMatchObject({
      code: "NO_HOME",
      message: expect.stringContaining(reason) as string,
    });
  }
});

test("a home of a later format is refused too: what belongs to it is not known here", async () => {
  const home = await homes.make();
  await fs.mkdir(home);
  await fs.writeFile(path.join(home, "format.json"), '{"format":2,"madeBy":"1.4.0"}');
  await expect(planPurge(home)).rejects.toMatchObject({ code: "HOME_FORMAT" });
});
