import fs from "node:fs/promises";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { Credentials } from "../../src/client-config/credentials";
import { aclCommand } from "../../src/kafka/acls";
import { listGroups } from "../../src/kafka/groups";
import { Connection } from "../../src/kafka/connection";
import { warningsOf } from "../../src/kafka/topic-warnings";
import { listTopics } from "../../src/kafka/topics";
import { names } from "../../src/names";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { examineAccess } from "../../src/rights/access";
import { openWorkbook, type Workbook } from "../../src/workbook";
import { disallow } from "../fixtures/acls";
import { alterTopic } from "../fixtures/admin";
import { errorOf } from "../fixtures/errors";
import { inKafkaShell } from "../fixtures/kafka-tools";
import { securedBroker } from "../fixtures/secured-broker";
import { administer } from "./administrator";
import { doEverything } from "./everything";

const PASSWORD = "a secret";
const TIMES = Number(process.env["TIMES"] ?? 1);
const broker = securedBroker({
  listeners: { SCRAM: { protocol: "SASL_PLAINTEXT", mechanisms: ["scram-sha-512"] } },
  users: { reader: PASSWORD, anna: PASSWORD, carl: PASSWORD, ben: PASSWORD, boss: PASSWORD },
  acls: [{ principal: "User:reader", operation: "READ", resource: "TOPIC", name: "rides" }],
  settings: { "super.users": "User:ANONYMOUS;User:boss" },
});
const km = cumulativeDistance({ unit: "km" });

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

function connect(user: string): Connection {
  const credentials = new Credentials(user, PASSWORD);
  const connection = new Connection([broker().addresses.SCRAM], "test", { credentials });
  open.push(connection);
  return connection;
}

function workbookOf(user: string, prefix: string, home: string): Workbook {
  const credentials = new Credentials(user, PASSWORD);
  const brokers = [broker().addresses.SCRAM];
  const workbook = openWorkbook({ brokers, credentials, prefix, home: path.join(broker().home, home) });
  open.push(workbook);
  return workbook;
}

function subject(prefix: string) {
  const { source, calculator: group, output } = names(prefix);
  return { source, partitions: 2, group, output };
}

test("who may only read a topic can replay it; nothing is made, joined or committed, and only that topic is seen", async () => {
  const { admin, home } = broker();
  const boss = openWorkbook({ brokers: admin.brokers, home: path.join(home, "boss"), prefix: "" });
  open.push(boss);
  await boss.ingest("data/journeys.csv", { topic: "rides" });
  await boss.process(km, { topic: "rides" });
  const [topics, groups] = [await listTopics(admin), await listGroups(admin)];
  const workbook = workbookOf("reader", "", "reader");
  const replayed = await workbook.replay("rides", {}, { km });
  expect(replayed.processors.km.recordsOut).toBe(741);
  expect(replayed.warnings).toEqual([]);
  expect([await listTopics(admin), await listGroups(admin)]).toEqual([topics, groups]);
  expect((await workbook.topics()).map(({ topic }) => topic)).toEqual(["rides"]);
  expect(await workbook.groups()).toHaveLength(0);
  expect((await examineAccess(connect("reader"), names(), { ...subject(""), source: "rides" })).may).toEqual([
    "replay",
  ]);
});

test("what the reader may not do is refused by name, and nothing of it is begun", async () => {
  const workbook = workbookOf("reader", "", "reader");
  const cases: [() => Promise<unknown>, string, string][] = [
    [() => workbook.ingest("data/journeys.csv"), "DESCRIBE the topic playhead-ledger", "--operation Describe --topic playhead-ledger"],
    [() => workbook.process(km, { topic: "rides" }), "DESCRIBE the topic playhead-runs", "--topic playhead-runs"],
    [() => workbook.replay("other", {}, { km }), "DESCRIBE the topic other", "--operation Describe --topic other"],
    [() => workbook.groups("distance_calculator"), "DESCRIBE the group distance_calculator", "--group distance_calculator"],
  ]; // prettier-ignore
  for (const [refused, what, remedy] of cases) {
    const error = await errorOf(refused());
    expect(error).toMatchObject({ code: "NOT_AUTHORIZED" });
    expect(error.message).toContain(`does not let User:reader ${what}`);
    expect(error.remedy).toContain(remedy);
  }
});

test("with no more than the topics and rights that doctor prints, everything works", async () => {
  const { admin } = broker();
  const prefix = "anna.";
  const connection = connect("anna");
  const before = await examineAccess(connection, names(prefix), subject(prefix));
  expect(before.may).toEqual([]);
  await administer(admin, before.commands);
  const after = await examineAccess(connection, names(prefix), subject(prefix));
  expect(after.mayNot).toEqual([]);
  expect(after.commands).toEqual([]);
  expect(after.warnings).toHaveLength(1);
  await doEverything(workbookOf("anna", prefix, "anna"), connection);
});

/** Some of the rights, a topic's, a group's and a transactional id's; all of them with `TIMES`. */
const SAMPLE = [1, 9, 11];

test(
  "of the rights listed for names without a prefix each is needed: without it something is refused that names it",
  async () => {
    const { admin } = broker();
    const connection = connect("ben");
    const all = await rightsOf(connection, "");
    const sample = TIMES > 1 ? all.keys() : SAMPLE;
    const notMissed: string[] = [];
    for (const left of sample) {
      const prefix = `ben${left}-`;
      // Names of a prefix, so that each time begins anew; rights on each name alone.
      const rights = await rightsOf(connection, prefix);
      const { operation, name } = rights[left] ?? { operation: "?", name: "?" };
      const { commands } = await examineAccess(connection, names(prefix), subject(prefix));
      await administer(admin, [
        ...commands.filter((command) => command.startsWith("kafka-topics")),
        ...rights.flatMap(({ command }, i) => (i === left ? [] : [command])),
      ]);
      const error = await doEverything(workbookOf("ben", prefix, prefix), connection).then(
        () => "nothing",
        String,
      );
      if (!error.includes(name)) notMissed.push(`${operation} ${name}: ${error}`);
    }
    expect(notMissed).toEqual([]);
  },
  TIMES > 1 ? 600_000 : 60_000,
);

/** Every single right that is needed, and the command that gives it. */
async function rightsOf(connection: Connection, prefix: string) {
  const { standings } = await examineAccess(connection, names(prefix), subject(prefix));
  return standings.flatMap(({ need: { operations, resource, name, pattern } }) =>
    operations.map((operation) => ({
      ...{ operation, name },
      command: aclCommand(connection.brokers, connection.principal, {
        ...{ operations: [operation], resource, names: [name], pattern },
      }),
    })),
  );
}

test("a right that is taken away while one follows ends it by name; given back, it goes on where it was", async () => {
  const { admin } = broker();
  const prefix = "carl.";
  const connection = connect("carl");
  const { commands } = await examineAccess(connection, names(prefix), subject(prefix));
  await administer(admin, commands);
  const workbook = workbookOf("carl", prefix, "carl");
  await workbook.ingest("data/journeys.csv");
  const following = await workbook.follow(km);
  await following.caughtUp;
  await disallow(admin, "User:carl");
  const error = await errorOf(following.done);
  expect(error).toMatchObject({ code: "NOT_AUTHORIZED" });
  // Whichever is asked for first.
  expect(error.message).toMatch(/READ the (topic carl\.raw-trackpoints|group carl\.distance_calculator)$/);
  await administer(admin, commands.filter((command) => command.startsWith("kafka-acls"))); // prettier-ignore
  expect(await workbook.process(km)).toMatchObject({ recordsIn: 0, recordsOut: 0 });
});

test("Kafka's own tools take the commands as they are printed", async () => {
  const { admin, home } = broker();
  const connection = connect("ben");
  const prefix = "tools-";
  const { commands } = await examineAccess(connection, names(prefix), subject(prefix));
  const [topic] = commands.filter((command) => command.startsWith("kafka-topics"));
  const [acl] = commands.filter((command) => command.startsWith("kafka-acls"));
  const file = path.join(home, "admin.properties");
  await fs.writeFile(
    file,
    [
      "security.protocol=SASL_PLAINTEXT",
      "sasl.mechanism=SCRAM-SHA-512",
      `sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="boss" password="${PASSWORD}";`,
    ].join("\n"),
  );
  await alterTopic(admin, "rides", { "retention.ms": "4000000000000" });
  const ofRides = (): Promise<string[]> => warningsOf(connect("boss"), [{ topic: "rides" }]);
  await expect.poll(ofRides).toHaveLength(1);
  const change = /kafka-configs .*$/.exec((await ofRides()).join())?.[0];
  await inKafkaShell(home, `cp '${file}' . && ${topic} && ${acl} && ${change}`);
  await expect.poll(ofRides).toEqual([]);
  expect(await listTopics(admin)).toContain(topic?.split(" --topic ")[1]?.split(" ")[0]);
  const { standings } = await examineAccess(connection, names(prefix), subject(prefix));
  expect(
    standings.filter(({ need, missing }) => need.resource === "topic" && missing.length === 0),
  ).not.toEqual([]);
  await disallow(admin, "User:ben");
});
