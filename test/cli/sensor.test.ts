import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { formatW1Slave, STEPS } from "../../src/sensor/scratchpad";
import { playhead, startPlayhead } from "../fixtures/command";
import { testPlace } from "../fixtures/place";
import { until } from "../fixtures/until";

const place = testPlace();

test("a line for each reading and each problem, to the brokers that are named, until Ctrl-C", async () => {
  const { KAFKA_BROKERS: brokers = "", ...env } = await place.env();
  const devices = path.join(await place.home(), "devices");
  const file = path.join(devices, "28-00000724aaaa", "w1_slave");
  await fs.mkdir(path.dirname(file), { recursive: true });
  await fs.writeFile(file, formatW1Slave(21.5 * STEPS));
  const running = startPlayhead(
    ["sensor", "--brokers", brokers, "--devices", devices, "--every", "20ms", "--unit", "F"],
    env,
  );
  let said = "";
  running.child.stdout.on("data", (text: string) => (said += text));
  await until("a reading is told", () => said.includes("28-00000724aaaa  70.70 °F"));
  await fs.rm(path.dirname(file), { recursive: true });
  await until("the loss is told", () => said.includes("28-00000724aaaa  lost: "));
  // Whole at once: half of a file is told as a problem of its own.
  const aside = path.join(devices, "aside");
  await fs.mkdir(aside);
  await fs.writeFile(path.join(aside, path.basename(file)), formatW1Slave(22 * STEPS));
  await fs.rename(aside, path.dirname(file));
  await until("it is told that it is back", () => /back: .*\n.*71\.60 °F/.test(said));
  running.child.kill("SIGINT");
  const { code, stdout } = await running.finished;
  expect(code).toBe(0);
  expect(stdout.match(/ lost: /g)).toHaveLength(2);
  expect(stdout).toMatch(/\d+ readings in °F added to \S+sensor-temperatures, /);
});

test("simulated, so many, as one JSON document", async () => {
  const topic = place.unique("simulated");
  const words = ["sensor", "--simulate", "--every", "5ms", "--count", "3", "--topic", topic, "--json"];
  const { code, stdout } = await playhead(words, await place.env());
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ topic, unit: "C", added: 3, dropped: 0, unsent: 0 });
});

test.each([
  [["--every", "soon"], "A length of time is given as"],
  [["--simulate", "--devices", "x"], "cannot be used with option"],
  [["--unit", "K"], "Allowed choices are C, F"],
])("%j is a wrong usage", async (words, reason) => {
  const { code, stderr } = await playhead(["sensor", ...words], await place.env());
  expect(code).toBe(2);
  expect(stderr).toContain(reason);
});
