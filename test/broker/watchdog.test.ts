import { spawn, type ChildProcess } from "node:child_process";
import { afterEach, expect, test } from "vitest";
import { ensureBroker, findBroker } from "../../src/broker/embedded";
import { playhead } from "../fixtures/command";
import { ownHomes } from "../fixtures/own-broker";
import { until } from "../fixtures/until";

const homes = ownHomes();
const owners: ChildProcess[] = [];
afterEach(() => {
  for (const owner of owners.splice(0)) owner.kill("SIGKILL");
});

function startOwner(): ChildProcess & { pid: number } {
  const owner = spawn("sleep", ["600"]);
  owners.push(owner);
  return owner as ChildProcess & { pid: number };
}

test("a broker with an owner ends when the owner has been killed, and its home can be used again", async () => {
  const home = await homes.make();
  const owner = startOwner();
  const env = { ...homes.env(home), PLAYHEAD_OWNER_PID: String(owner.pid) };
  // The command that started the broker has ended long before: it is the owner that counts.
  expect((await playhead(["up"], env)).code).toBe(0);
  const broker = await findBroker(home);
  expect(broker).toBeDefined();

  owner.kill("SIGKILL");
  await until("the broker has ended", async () => (await findBroker(home)) === undefined);
  const again = await ensureBroker(home);
  expect(again).toMatchObject({ address: broker?.address, started: true });
});

test("a broker without an owner stays", async () => {
  const home = await homes.make();
  const env = homes.env(home);
  delete env["PLAYHEAD_OWNER_PID"];
  expect((await playhead(["up"], env)).code).toBe(0);
  expect(await findBroker(home)).toBeDefined();
});
