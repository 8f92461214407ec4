import { renameSync } from "node:fs";
import { expect, test } from "vitest";
import { installKernel } from "../../../jupyter/install.mjs";
import { kernel } from "../../../src/doctor/checks/kernel";
import { laptop, told } from "../laptop";

test("a kernel that the set-up has registered is fine until the clone is moved", async () => {
  const place = laptop();
  expect(await told(kernel, place)).toMatch(/^wrong: not installed \| run `npm run setup`/);
  await installKernel({ root: place.root });
  expect(await told(kernel, place)).toMatch(/^fine/);
  const moved = `${place.root}-moved`;
  renameSync(place.root, moved);
  expect(await told(kernel, { ...place, root: moved })).toMatch(
    /^wrong: belongs to another place: .*moved or/,
  );
});
