import path from "node:path";
import type { Config } from "../../../src/config";
import type { Random } from "../../../src/tracks/random";
import { together, type Verdict } from "../verdict";

/** Where a row takes place: its topics, groups, folder and database are its own. */
export interface Ground {
  config: Config;
  random: Random;
}

/** What faults befall, from its beginning to its comparison. */
export interface Trial {
  /** Lets the fault happen once; returns how long it took until all was well again, ms. */
  befall(): Promise<number>;
  /** Lets all come to its end, and compares what has come out with what had to. */
  settle(): Promise<Verdict>;
  close(): Promise<void>;
}

/** A row of the matrix: a fault, and how it is tried. */
export interface Row {
  /** As the table names it. */
  fault: string;
  /** How often in the full form; `asked`: as often as `--times` says. */
  full: "asked" | number;
  /** How often in `npm test`; 0 where that takes too long, or a test of its own lets it happen. */
  short: number;
  /** Where others would suffer: the broker of `config.home`, which is nobody else's. */
  ownBroker?: true;
  /** Says why it can't be tried on this machine; undefined where it can. */
  missing?: () => Promise<string | undefined>;
  /** @throws whatever could not be begun; what had been is closed then */
  begin(ground: Ground): Promise<Trial>;
}

/** A line of the table. */
export interface Tried {
  fault: string;
  times: number;
  verdict: Verdict;
  /** The longest recovery, ms. */
  longest: number;
}

/**
 * Tries a fault so many times.
 *
 * @param onRecovered called after each time with how long the recovery took, ms
 * @throws where something ended that should not have, or did not come back
 */
export async function tryRow(
  row: Row,
  ground: Ground,
  times: number,
  onRecovered: (time: number, recovery: number) => void = () => undefined,
): Promise<Tried> {
  const trial = await row.begin(ground);
  let longest = 0;
  try {
    for (let time = 1; time <= times; time++) {
      const recovery = await trial.befall();
      longest = Math.max(longest, recovery);
      onRecovered(time, recovery);
    }
    return { fault: row.fault, times, verdict: await trial.settle(), longest };
  } finally {
    await trial.close();
  }
}

/** What came of one time that stands alone; the recovery in ms. */
export interface Once {
  verdict: Verdict;
  recovery: number;
}

/** A trial whose every time has topics, groups and a folder of its own, and is compared at once. */
export function eachAlone(once: (ground: Ground) => Promise<Once>): Row["begin"] {
  return ({ config, random }) => {
    const verdicts: Verdict[] = [];
    return Promise.resolve({
      befall: async () => {
        const time = String(verdicts.length + 1);
        // The home of a broker stays where it is.
        const home = config.brokers === undefined ? config.home : path.join(config.home, time);
        const own = { ...config, home, prefix: `${config.prefix}${time}.` };
        const { verdict, recovery } = await once({ config: own, random });
        verdicts.push(verdict);
        return recovery;
      },
      settle: () => Promise.resolve(together(verdicts)),
      close: () => Promise.resolve(),
    });
  };
}
