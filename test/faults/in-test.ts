import { afterEach } from "vitest";
import type { Config } from "../../src/config";
import { seededRandom } from "../../src/tracks/random";
import { Scenario } from "./scenario";

/** How often each fault is tried: TIMES=20 npx vitest run test/faults */
export const TIMES = Number(process.env["TIMES"] ?? 2);

/** Long enough for faults, dead members' sessions and brokers' starts, on a machine that has more to do. */
export const TEST_TIMEOUT = 90_000 + TIMES * 90_000;

/** What a scenario is to end with. */
export const CLEAN = { lost: 0, duplicated: 0, wrong: 0, examples: [] };

/** Begins a scenario with some members at work. */
export type Begin = (config: Config, partitions: number, members?: number) => Promise<Scenario>;

/** Scenarios that end with their test. Call it once, at the file's top level, after what provides their broker. */
export function scenarios(): Begin {
  const open: Scenario[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((scenario) => scenario.close()));
  });
  return async (config, partitions, members = 1) => {
    const scenario = await Scenario.begin({ config, partitions, random: seededRandom(Date.now()) });
    open.push(scenario);
    for (let i = 0; i < members; i++) scenario.addMember();
    await scenario.untilProgress();
    return scenario;
  };
}
