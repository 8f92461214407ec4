import type { NodeId, ThreeBrokers } from "../fixtures/three-brokers";
import type { Fault } from "./faults";
import type { Scenario } from "./scenario";

/** What befalls a cluster of three: each needs the one on which the scenario takes place. */
export type ClusterFault = (cluster: ThreeBrokers) => Fault;

/** Longest time after the last progress, so that a fault hits any moment of a transaction, ms. */
const ANY_MOMENT = 150;

/**
 * SIGKILL of a broker: the other two go on without it. It is brought back, and leads again what it led.
 *
 * @returns how long it took until there was progress without it, ms
 */
const killed =
  (choose: (cluster: ThreeBrokers, scenario: Scenario) => Promise<NodeId>): ClusterFault =>
  (cluster) =>
  async (scenario) => {
    await scenario.untilProgress();
    await scenario.someTime(ANY_MOMENT);
    const node = await choose(cluster, scenario);
    await cluster.kill(node);
    const recovery = await scenario.untilProgress();
    await cluster.restart(node);
    await cluster.untilInSync();
    await scenario.untilProgress();
    return recovery;
  };

/** The broker that keeps the group's members and offsets. */
export const groupCoordinatorKilled = killed((cluster, { names }) =>
  cluster.coordinatorOf("group", names.calculator),
);

/** The broker that keeps the state of a partition's transactions. */
export const transactionCoordinatorKilled = killed((cluster, { names }) =>
  cluster.coordinatorOf("transaction", names.transactionalId(names.calculator, names.source, 0)),
);

/** The broker that leads a partition of what is read. */
export const sourceLeaderKilled = killed((cluster, { names }) => cluster.leaderOf(names.source, 0));

/** The broker that leads a partition of what is written. */
export const outputLeaderKilled = killed((cluster, { names }) => cluster.leaderOf(names.output, 0));

/** Every partition gets another leader, and every group and transactional id another coordinator. */
export const leadersMoved: ClusterFault = (cluster) => async (scenario) => {
  await scenario.untilProgress();
  await scenario.someTime(ANY_MOMENT);
  const began = Date.now();
  await cluster.moveLeaders();
  await scenario.untilProgress();
  return Date.now() - began;
};
