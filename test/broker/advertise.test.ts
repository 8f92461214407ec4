import fs from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { advertiseBroker, closeNetwork, networkAddress } from "../../src/broker/advertise";
import { ensureBroker, stopBroker } from "../../src/broker/embedded";
import { Credentials } from "../../src/client-config/credentials";
import { PlayheadError } from "../../src/errors";
import type { Connection } from "../../src/kafka/connection";
import { ensureTopic, listTopics } from "../../src/kafka/topics";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { openWorkbook } from "../../src/workbook";
import { errorOf } from "../fixtures/errors";
import { inKafkaShell } from "../fixtures/kafka-tools";
import { listeningAt, LOOPBACK, ownHomes } from "../fixtures/own-broker";
import { until } from "../fixtures/until";

const homes = ownHomes();
const onLinux = process.platform === "linux";
/** Another address of this machine than the broker's own one, which the tests do not show to the network either. */
const ADDRESS = onLinux ? "127.0.0.2" : "127.0.0.1";

function listens(address: string): Promise<boolean> {
  const [host, port] = address.split(":");
  return new Promise((resolve) => {
    const socket: net.Socket = net.connect(Number(port), host, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** The code of the error that asking for topics ends with, or undefined where they are told. */
async function refusal(connection: Connection): Promise<string | undefined> {
  return listTopics(connection).then(
    () => undefined,
    (error: unknown) => (error instanceof PlayheadError ? error.code : String(error)),
  );
}

/** All files below the folder that hold the text. */
async function filesWith(text: string, folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((one) => one.isFile()).map((one) => path.join(one.parentPath, one.name));
  const found = await Promise.all(files.map(async (file) => (await fs.readFile(file)).includes(text)));
  return files.filter((_, index) => found[index]);
}

test("who has the password is let in, nobody else, and it is kept nowhere", async () => {
  const home = await homes.make();
  const running = await ensureBroker(home);
  const before = homes.connect(running.address);
  await ensureTopic(before, { topic: "kept", partitions: 1 });
  const { local, address, credentials } = await advertiseBroker(home, ADDRESS);
  expect(local, "clients on this machine find it again").toBe(running.address);
  expect(address).toMatch(new RegExp(`^${ADDRESS}:\\d+$`));
  expect(await networkAddress(home)).toBe(address);
  const { username, password } = credentials;

  const right = homes.connect(address, { credentials });
  expect(await listTopics(right)).toEqual(["kept"]);
  expect(await listTopics(homes.connect(local)), "loopback asks for none").toEqual(["kept"]);
  expect(await listTopics(before), "who was connected before goes on").toEqual(["kept"]);
  const wrong = homes.connect(address, { credentials: new Credentials(username, "wrong") });
  const stranger = homes.connect(address, { credentials: new Credentials("stranger", password) });
  const other = homes.connect(address, { credentials: new Credentials(username, password, "scram-sha-256") });
  for (const connection of [wrong, stranger, other])
    expect(await refusal(connection)).toBe("AUTHENTICATION_FAILED");
  const error = await errorOf(homes.connect(address).cluster());
  expect(error.code).toBe("BROKER_UNREACHABLE");
  expect(error.remedy, "without a password the broker hangs up").toContain("KAFKA_PASSWORD");
  const unasked = await errorOf(homes.connect(local, { credentials }).cluster());
  expect(unasked).toMatchObject({ code: "AUTHENTICATION_FAILED" });
  expect(unasked.remedy).toContain("unset KAFKA_USERNAME");

  expect(await filesWith(password, home)).toEqual([]);
  expect(inspect(right, { depth: Infinity, showHidden: true, getters: true })).not.toContain(password);
});

test("Kafka's own tools are let in, too, by the file that docs/network.md shows", async () => {
  const home = await homes.make();
  const { address, credentials } = await advertiseBroker(home, ADDRESS);
  const shown = /```properties\n([^`]*)```/.exec(await fs.readFile("docs/network.md", "utf8"))?.[1] ?? "";
  const file = path.join(home, "client.properties");
  await fs.writeFile(file, shown.replace("PASSWORD", credentials.password));
  const command = `kafka-consumer-groups --bootstrap-server ${address} --command-config ${file} --list`;
  expect(await inKafkaShell(home, `${command} && echo let in`)).toContainEqual(["let", "in"]);
});

test("a workbook works through the network, and does not show its password", async () => {
  const { address, credentials } = await advertiseBroker(await homes.make(), ADDRESS);
  const workbook = openWorkbook({ home: await homes.make("other"), brokers: [address], credentials });
  try {
    await workbook.ingest("data/journeys.csv");
    expect(await workbook.records(workbook.names.source, { count: 3 })).toHaveLength(3);
    const { password } = credentials;
    expect(inspect(workbook, { depth: Infinity, showHidden: true, getters: true })).not.toContain(password);
    expect(inspect(workbook, { depth: Infinity, customInspect: false })).not.toContain(password);
    expect(JSON.stringify(workbook.config)).not.toContain(password);
  } finally {
    await workbook.close();
  }
});

test("opened again, its earlier password is void; closed, nobody listens; down closes, too", async () => {
  const home = await homes.make();
  const first = await advertiseBroker(home, ADDRESS);
  const { credentials: earlier } = first;
  const second = await advertiseBroker(home, ADDRESS);
  expect(second.address, "a sensor's command is the same but for the password").toBe(first.address);
  expect(await refusal(homes.connect(second.address, { credentials: earlier }))).toBe(
    "AUTHENTICATION_FAILED",
  );
  expect(await refusal(homes.connect(second.address, second))).toBeUndefined();

  expect(await closeNetwork(home)).toBe(true);
  expect(await closeNetwork(home)).toBe(false);
  expect(await networkAddress(home)).toBeUndefined();
  expect(await listens(second.address)).toBe(false);
  expect(await ensureBroker(home)).toMatchObject({ address: second.local, started: false });

  const { address } = await advertiseBroker(home, ADDRESS);
  expect(await listens(address)).toBe(true);
  await stopBroker(home);
  await ensureBroker(home);
  expect(await listens(address)).toBe(false);
});

test("killed, it comes back as it was, with its user", async () => {
  const home = await homes.make();
  const { address, credentials } = await advertiseBroker(home, ADDRESS);
  const workbook = openWorkbook({ home: await homes.make("other"), brokers: [address], credentials });
  try {
    await workbook.ingest("data/journeys.csv");
    const { pid } = await ensureBroker(home);
    process.kill(pid, "SIGKILL");
    expect((await ensureBroker(home)).started).toBe(true);
    expect(await networkAddress(home)).toBe(address);
    // The workbook says again who it is: as a group's member, in transactions, and in reading what it has written.
    const { recordsOut } = await workbook.process(cumulativeDistance({ unit: "km" }));
    expect(recordsOut).toBe(741);
    // A commit is answered before its markers are written.
    const last = () => workbook.records(workbook.names.output, { count: 3 });
    await until("the outputs can be read", async () => (await last()).length === 3);
  } finally {
    await workbook.close();
  }
});

test("an address that this machine has no longer is not waited for", async () => {
  const home = await homes.make();
  const { pid } = await ensureBroker(home);
  process.kill(pid, "SIGKILL");
  const network = { address: "192.0.2.77", port: 20_003 };
  await fs.writeFile(path.join(home, "broker/network.json"), JSON.stringify(network));
  expect((await ensureBroker(home)).started).toBe(true);
  expect(await networkAddress(home)).toBeUndefined();
});

test.each(["192.0.2.77", "0.0.0.0", "::", "localhost", "127.0.0.1:9092", ""])(
  "--advertise %j is refused, with this machine's addresses, before anything is started",
  async (address) => {
    const home = await homes.make();
    const error = await errorOf(advertiseBroker(home, address));
    expect(error.code).toBe("BAD_OPTION");
    expect(error.remedy).toMatch(/^it has (\d+\.\d+\.\d+\.\d+|none)/);
    await expect(fs.access(home)).rejects.toThrow();
  },
);

test.runIf(onLinux)("only the one listener more is not the loopback's own", async () => {
  const home = await homes.make();
  await advertiseBroker(home, ADDRESS);
  const { pid } = await ensureBroker(home);
  const listening = await listeningAt(pid);
  expect(listening).toHaveLength(3);
  const others = listening.filter((address) => !LOOPBACK.includes(address));
  expect(others).toHaveLength(1);
  expect(others[0]).toMatch(/0200007F$/);
});
