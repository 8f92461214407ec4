import type { Fault } from "../faults";
import { Scenario } from "../scenario";
import type { Row } from "./row";

export interface Cast {
  partitions: number;
  members: number;
  writer?: true;
}

/** A trial in which records keep coming while a group processes them: the fault befalls it again and again. */
export function inScenario(fault: Fault, { partitions, members, writer }: Cast): Row["begin"] {
  return async (ground) => {
    const scenario = await Scenario.begin({ ...ground, partitions });
    try {
      for (let i = 0; i < members; i++) scenario.addMember();
      await scenario.untilProgress();
      if (writer) {
        scenario.addWriter();
        await scenario.untilWritten();
      }
    } catch (error) {
      await scenario.close();
      throw error;
    }
    return {
      befall: () => fault(scenario),
      settle: () => scenario.settle(),
      close: () => scenario.close(),
    };
  };
}
