import { setTimeout as delay } from "node:timers/promises";
import { ensureBroker } from "../../src/broker/embedded";
import { SESSION_TIMEOUT, TRANSACTION_TIMEOUT, type Connection } from "../../src/kafka/connection";
import { commitOffsets, listOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { planRewind } from "../../src/rewind/rewind";
import { earliest, toOffset } from "../../src/rewind/targets";
import { openForeignTransaction } from "../fixtures/foreign-transaction";
import { inKafkaShell } from "../fixtures/kafka-tools";
import type { Running } from "../fixtures/process";
import { until } from "../fixtures/until";
import type { Member, Scenario } from "./scenario";

/** Befalls a scenario in which there is progress; returns how long it took until there was progress again, ms. */
export type Fault = (scenario: Scenario) => Promise<number>;

/** Longest time after the last progress, so that a fault hits any moment of a transaction, ms. */
const ANY_MOMENT = 150;

/** SIGKILL of a member; another one is started at once. Until Kafka drops the dead one the group waits for it. */
export const processorKilled: Fault = async (scenario) => {
  const member = oneOf(scenario);
  await scenario.untilProgress();
  await scenario.someTime(ANY_MOMENT);
  await scenario.kill(member);
  scenario.addMember();
  return scenario.untilProgress();
};

/** SIGKILL of the writer; another one is started at once. */
export const writerKilled: Fault = async (scenario) => {
  const writer = scenario.writer ?? scenario.addWriter();
  await scenario.untilWritten();
  await scenario.someTime(ANY_MOMENT);
  await scenario.kill(writer);
  scenario.addWriter();
  return scenario.untilWritten();
};

/**
 * SIGKILL of the home's own broker; it is started again. Who follows may survive this, or end with BROKER_UNREACHABLE
 * once the broker has been away for too long: it is then started again, as a user would.
 */
export const brokerKilled: Fault = async (scenario) => {
  await scenario.untilProgress();
  await scenario.someTime(ANY_MOMENT);
  const { home } = scenario.plan.config;
  const { pid } = await ensureBroker(home);
  scenario.mayEnd.add("BROKER_UNREACHABLE");
  process.kill(pid, "SIGKILL");
  const killedAt = Date.now();
  await ensureBroker(home);
  await scenario.untilProgress();
  return Date.now() - killedAt;
};

/** How long the home's own broker is away in an outage, ms. */
const OUTAGE = 30_000;

/**
 * The home's own broker takes connections but answers nobody for half a minute, is then killed and started again. It is
 * frozen, as whoever ends by that is started again, and would start a broker that is away.
 */
export const brokerAway: Fault = async (scenario) => {
  await scenario.untilProgress();
  const { home } = scenario.plan.config;
  const { pid } = await ensureBroker(home);
  scenario.mayEnd.add("BROKER_UNREACHABLE");
  process.kill(pid, "SIGSTOP");
  try {
    await delay(OUTAGE);
  } finally {
    process.kill(pid, "SIGKILL");
  }
  const backAt = Date.now();
  await ensureBroker(home);
  await scenario.untilProgress();
  return Date.now() - backAt;
};

/** Another member: the partitions are shared out anew. */
export const memberJoins: Fault = async (scenario) => {
  await scenario.untilProgress();
  const member = scenario.addMember();
  await scenario.until("it has joined", () => scenario.isAtWork(member));
  return scenario.untilProgress();
};

/** A member is stopped in order; one remains at least. */
export const memberLeaves: Fault = async (scenario) => {
  if (scenario.members.length < 2) await memberJoins(scenario);
  await scenario.untilProgress();
  await scenario.someTime(ANY_MOMENT);
  await scenario.stop(oneOf(scenario));
  return scenario.untilProgress();
};

/** A member is killed, and nobody comes in its place; one remains at least. */
export const memberKilled: Fault = async (scenario) => {
  if (scenario.members.length < 2) await memberJoins(scenario);
  await scenario.untilProgress();
  await scenario.someTime(ANY_MOMENT);
  await scenario.kill(oneOf(scenario));
  return scenario.untilProgress();
};

/**
 * A member is frozen for longer than its session and its transaction last; others take over. Thawed, it believes for
 * a moment that its partitions are still its own: Kafka refuses what it sends. It joins again, or ends with FENCED.
 */
export const memberFrozen: Fault = async (scenario) => {
  if (scenario.members.length < 2) await memberJoins(scenario);
  await scenario.untilProgress();
  await scenario.someTime(ANY_MOMENT);
  const member = oneOf(scenario);
  const frozenAt = Date.now();
  member.child.kill("SIGSTOP");
  const recovery = await scenario.untilProgress();
  // The fault itself takes this long.
  const timeouts = Math.max(SESSION_TIMEOUT, TRANSACTION_TIMEOUT) + 1000;
  await until("its transaction has been ended", () => Date.now() - frozenAt > timeouts);
  await until("the group has dropped it", async () => !(await scenario.isAtWork(member)));
  scenario.mayEnd.add("FENCED");
  member.child.kill("SIGCONT");
  await scenario.until("it is back", () => scenario.isAtWork(member));
  return Math.max(recovery, await scenario.untilProgress());
};

/** Members come, leave in order and are killed; the partitions are shared out anew each time. */
export const membersComeAndGo: Fault = async (scenario) => {
  const recoveries: number[] = [];
  for (const fault of [memberJoins, memberJoins, memberLeaves, memberKilled])
    recoveries.push(await fault(scenario));
  return Math.max(...recoveries);
};

/** The one member is frozen until its group has dropped it, and thawed once the group has been rewound to the start. */
export const rewoundWhileFrozen: Fault = async (scenario) => {
  const { names } = scenario;
  const member = oneOf(scenario);
  await scenario.untilProgress();
  await scenario.someTime(ANY_MOMENT);
  member.child.kill("SIGSTOP");
  await until("its group is empty", async () => (await scenario.groupSize()) === 0);
  await commitOffsets(await scenario.connection(), names.calculator, names.source, new Map([[0, 0]]));
  scenario.resets++;
  member.child.kill("SIGCONT");
  return scenario.untilProgress();
};

/**
 * SIGKILL of a reset (`rewind --execute`), around the moment at which it has written its journal and sets the offsets;
 * it is then done again, to its end.
 */
export const resetKilled: Fault = async (scenario) => {
  const { names } = scenario;
  const size = Math.max(scenario.members.length, 1);
  const connection = await scenario.connection();
  await scenario.untilProgress();
  await scenario.stopMembers();
  const target = Math.floor(Math.min(...(await scenario.playhead()).values()) / 2);
  const where = ["--group", names.calculator, "--topic", names.source, "--to-offset", String(target)];
  const killed = scenario.start("rewind", ...where, "--execute");
  await untilJournalGrows(connection, names.journal, killed);
  await scenario.someTime(A_FEW);
  await scenario.kill(killed);
  const began = Date.now();
  const { ending } = await scenario.run("rewind", ...where, "--execute");
  if (ending?.code !== 0) throw new Error(`done again, it ended with ${ending?.code}: ${ending?.stderr}`);
  scenario.resets++;
  for (let i = 0; i < size; i++) scenario.addMember();
  await scenario.untilProgress();
  return Date.now() - began;
};

/** Longest time after something was seen to begin, so that a fault hits any of its steps, ms. */
export const A_FEW = 20;

/** Waits until an entry has been written into the journal, or whoever was to write it has ended. */
export async function untilJournalGrows(
  connection: Connection,
  journal: string,
  writer: Running,
): Promise<void> {
  await ensureTopic(connection, { topic: journal, partitions: 1, compacted: true });
  const end = async (): Promise<number> => (await listOffsets(connection, journal, "latest")).get(0) ?? 0;
  const before = await end();
  let over = false;
  void writer.finished.then(() => (over = true));
  await until("it writes its journal", async () => over || (await end()) > before);
}

/** Any stalled partition is to be named within that time, ms. */
const NAMED_WITHIN = 30_000;

/**
 * A producer that is none of ours leaves a transaction open on a partition: what lies behind it can't be read, and that
 * is said. Then it ends. Returns how long it took until the partition was named.
 */
export const partitionStalls: Fault = async (scenario) => {
  const { source } = scenario.names;
  const connection = await scenario.connection();
  const member = oneOf(scenario);
  let said = "";
  member.child.stderr.on("data", (text: string) => (said += text));
  await scenario.untilProgress();
  const partition = scenario.random.integer(0, scenario.plan.partitions - 1);
  const value = JSON.stringify({ latitude: 0, longitude: 0 });
  const record = { key: "foreign", value, timestamp: Date.now(), partition };
  const foreign = await openForeignTransaction(connection, `${source}-foreign`, source, record);
  const openedAt = Date.now();
  const stalled = `Stalled: ${source} partition ${partition}, `;
  await scenario.until("it is named", () => Promise.resolve(said.includes(stalled)));
  const named = Date.now() - openedAt;
  if (named > NAMED_WITHIN) throw new Error(`named after ${named} ms only: ${said}`);
  if (!said.includes(`(transactional id ${source}-foreign) has been open since`))
    throw new Error(`the transaction is not named: ${said}`);
  await foreign.end(scenario.random.chance(0.5));
  await scenario.untilProgress();
  await scenario.until("it is told to go on", () =>
    Promise.resolve(said.includes(`${source} partition ${partition} goes on`)),
  );
  return named;
};

/** Kafka's own tool moves the playhead to the log's middle, end and start, by turns. */
export const resetByKafkaTool: Fault = (scenario) =>
  resetTo(TARGETS[scenario.resets % TARGETS.length] ?? "start")(scenario);

const TARGETS = ["middle", "end", "start"] as const;

/** Kafka's own tool moves the playhead while nobody is at work: to the log's start, its middle, its end. */
export const resetTo =
  (where: "start" | "middle" | "end"): Fault =>
  async (scenario) => {
    const { names } = scenario;
    const size = Math.max(scenario.members.length, 1);
    await scenario.untilProgress();
    await scenario.someTime(ANY_MOMENT);
    await scenario.stopMembers();
    const connection = await scenario.connection();
    const ends = await listOffsets(connection, names.source, "latest");
    const target = where === "middle" ? toOffset(Math.floor(Math.min(...ends.values()) / 2)) : earliest();
    const plan = await planRewind({ connection, names }, names.calculator, target);
    const command = plan.kafkaCommand(true);
    await inKafkaShell(
      scenario.plan.config.home,
      where === "end" ? command.replace("--to-earliest", "--to-latest") : command,
    );
    scenario.resets++;
    const began = Date.now();
    for (let i = 0; i < size; i++) scenario.addMember();
    await scenario.untilProgress();
    return Date.now() - began;
  };

function oneOf(scenario: Scenario): Member {
  const { members, random } = scenario;
  return members[random.integer(0, members.length - 1)] ?? scenario.addMember();
}
