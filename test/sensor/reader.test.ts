import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { SensorReader } from "../../src/sensor/reader";
import { formatW1Slave, STEPS } from "../../src/sensor/scratchpad";
import { errorOf } from "../fixtures/errors";

const [A, B] = ["28-0000072431ab", "28-0000072431ac"] as const;
const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await fs.rm(folder, { recursive: true, force: true });
});

/** A folder of devices, what its sensors say, and a reader that tells what it finds in short. */
async function bus() {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-w1-"));
  folders.push(folder);
  let time = 0;
  const reader = new SensorReader(folder, () => ++time);
  return {
    folder,
    says: async (id: string, text: string | number): Promise<void> => {
      await fs.mkdir(path.join(folder, id), { recursive: true });
      const file = typeof text === "number" ? formatW1Slave(text * STEPS) : text;
      await fs.writeFile(path.join(folder, id, "w1_slave"), file);
    },
    vanishes: (id: string): Promise<void> => fs.rm(path.join(folder, id), { recursive: true }),
    round: async (): Promise<string[]> =>
      (await reader.round()).map((event) => {
        const what =
          event.kind === "reading"
            ? String(event.milliCelsius)
            : event.kind === "back"
              ? "back"
              : `${event.problem}${event.again ? " again" : ""}`;
        return event.sensorId === A ? what : `B ${what}`;
      }),
  };
}

test("several sensors, and only sensors of that kind", async () => {
  const { says, round, folder } = await bus();
  await says(A, 21);
  await says(B, -3.5);
  await says("10-000802b4ba0e", 7);
  await fs.mkdir(path.join(folder, "w1_bus_master1"));
  expect(await round()).toEqual(["21000", "B -3500"]);
});

test("85 °C is left out after the start and when it comes out of the blue, and counts on the way there", async () => {
  const { says, round } = await bus();
  const rounds: string[][] = [];
  for (const celsius of [85, 85, 22, 85, 22, 60, 83, 85, 85]) {
    await says(A, celsius);
    rounds.push(await round());
  }
  expect(rounds.flat()).toEqual([
    ...["power-on", "power-on again", "22000", "power-on", "22000"],
    ...["60000", "83000", "85000", "85000"],
  ]);
});

test("a sensor that is gone is looked for each time, and goes on by itself when it is back", async () => {
  const { says, vanishes, round } = await bus();
  await says(A, 84);
  await says(B, 5);
  expect(await round()).toEqual(["84000", "B 5000"]);
  await vanishes(A);
  expect(await round()).toEqual(["lost", "B 5000"]);
  expect(await round()).toEqual(["lost again", "B 5000"]);
  await says(A, 85);
  expect(await round()).toEqual(["back", "power-on", "B 5000"]);
  await says(A, 84);
  expect(await round()).toEqual(["84000", "B 5000"]);
});

test("a wrong checksum costs one reading only", async () => {
  const { says, round } = await bus();
  await says(A, 84);
  await round();
  await says(A, formatW1Slave(84 * STEPS, false));
  expect(await round()).toEqual(["crc"]);
  await says(A, 85);
  expect(await round()).toEqual(["85000"]);
});

test("a sensor may come later, and a bus without any is none that has failed", async () => {
  const { says, round } = await bus();
  expect(await round()).toEqual([]);
  await says(A, 1);
  expect(await round()).toEqual(["1000"]);
});

test("a machine without 1-wire is told so at once, one that loses its bus has lost its sensors", async () => {
  const { folder, says, round } = await bus();
  const none = new SensorReader(path.join(folder, "none"), Date.now);
  expect(await errorOf(none.round())).toMatchObject({ code: "NO_SENSOR" });
  await says(A, 1);
  await round();
  await fs.rm(folder, { recursive: true });
  expect(await round()).toEqual(["lost"]);
});
