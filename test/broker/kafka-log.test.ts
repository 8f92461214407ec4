import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import fs from "node:fs/promises";
import { expect, test } from "vitest";
import { boundKafkaLog } from "../../src/broker/kafka-log";
import { brokerFiles } from "../../src/broker/home";
import { ownHomes } from "../fixtures/own-broker";

const homes = ownHomes();

test("a log that has grown too long is put aside while its writer goes on", async () => {
  const files = await brokerFiles(await homes.make());
  await fs.mkdir(files.dir, { recursive: true });
  const writer = spawn("/bin/cat", { stdio: ["pipe", openSync(files.log, "a"), "ignore"] });
  const says = async (text: string): Promise<void> => {
    writer.stdin?.write(text);
    await expect.poll(() => fs.readFile(files.log, "utf8")).toContain(text);
  };
  await says("short");
  await boundKafkaLog(files, 100);
  expect(await fs.readFile(files.log, "utf8")).toBe("short");
  await says("x".repeat(100));
  await boundKafkaLog(files, 100);
  await says("after");
  expect(await fs.readFile(files.log, "utf8")).toBe("after");
  expect(await fs.readFile(`${files.log}.1`, "utf8")).toBe(`short${"x".repeat(100)}`);
  writer.stdin?.end();
});
