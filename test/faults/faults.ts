import { ensureBroker } from "../../src/broker/embedded";
import { SESSION_TIMEOUT, TRANSACTION_TIMEOUT } from "../../src/kafka/connection";
import { listOffsets } from "../../src/kafka/offsets";
import { planRewind } from "../../src/rewind/rewind";
import { earliest, toOffset } from "../../src/rewind/targets";
import { inKafkaShell } from "../fixtures/kafka-tools";
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
