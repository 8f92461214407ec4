import { utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { clock } from "../../../src/doctor/checks/clock";
import { write } from "../../setup/temporary";
import { laptop, told } from "../laptop";

test("a clock before the project's own day is wrong, and told with both days", async () => {
  const place = laptop();
  const file = write(join(place.root, "package.json"), "{}");
  expect(await told(clock, place)).toMatch(/^fine: \d{4}-/);
  utimesSync(file, new Date(), new Date("2101-05-06T00:00:00Z"));
  expect(await told(clock, place)).toMatch(/^wrong: .* this project is of 2101-05-06 \| set the clock/);
});
