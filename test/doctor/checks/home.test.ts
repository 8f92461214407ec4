import { expect, test } from "vitest";
import { home } from "../../../src/doctor/checks/home";
import { laptop, told } from "../laptop";

test("a home that is not there yet is judged by where it would be made, and is not made", async () => {
  const place = laptop({ PLAYHEAD_HOME: "/proc/1/task" });
  expect(await told(home, laptop())).toMatch(/^fine: .*\.playhead, [\d.]+ GB free/);
  // Root may write anywhere but into /proc.
  expect(await told(home, place)).toMatch(/^wrong: /);
});
