import path from "node:path";
import { ThreeBrokers } from "../../fixtures/three-brokers";
import type { ClusterFault } from "../cluster-faults";
import { inScenario } from "./in-scenario";
import type { Row } from "./row";

/** A trial on a cluster of three brokers of its own, below two members and a writer. */
export function onThreeBrokers(fault: ClusterFault): Row["begin"] {
  return async (ground) => {
    const cluster = await ThreeBrokers.start(path.join(ground.config.home, "cluster"));
    try {
      const config = { ...ground.config, brokers: cluster.addresses };
      const cast = { partitions: 3, members: 2, writer: true } as const;
      const trial = await inScenario(fault(cluster), cast)({ ...ground, config });
      return {
        ...trial,
        close: async () => {
          await trial.close();
          await cluster.stop();
        },
      };
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  };
}
