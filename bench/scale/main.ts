// `npm run bench:scale`: what a partition and a key cost, from which docs/scale.md computes.
// Exit codes: 0 all answers right, 1 one wrong or failed, 2 wrong usage.
import { formatCount } from "../../src/view/quantities";
import { isQuick } from "../arguments";
import { withBroker } from "../broker";
import { CONTESTANTS, type Contestant } from "../contestants";
import { benchInstallation } from "../installation";
import { onInterrupt } from "../interrupt";
import type { Place } from "../measure/run-contestant";
import { measureRestore, type Restored } from "../memory/restore";
import { readSample } from "../records/sample";
import { machineFacts, machineText } from "../report/machine";
import { runMain } from "../run-main";
import { measurePartitions, type PartitionsCost } from "./partitions";
import { keyCost, keyCostText, keysText, partitionsText, recordCostText } from "./tables";

const USAGE = "npm run bench:scale [-- --quick]    --quick: a tenth of it all";
const FULL = { partitions: [1, 10, 100, 1000], records: 100_000, keys: [200_000, 1_000_000] };
const QUICK = { partitions: [1, 10, 100], records: 10_000, keys: [20_000, 100_000] };
const OURS = CONTESTANTS.find(({ name }) => name === "ours") as Contestant;

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(): Promise<boolean> {
  const { partitions: counts, records, keys: sizes } = isQuick(USAGE) ? QUICK : FULL;
  const signal = onInterrupt();
  const sample = await readSample();
  const partitions: PartitionsCost[] = [];
  const keys: Restored[] = [];
  // A broker each: what one measurement leaves in a broker's memory is not the next one's.
  const onBroker = <T>(measure: (place: Place) => Promise<T>): Promise<T> =>
    withBroker((broker) =>
      measure({ broker, installation: benchInstallation(), sources: new Set(), signal }),
    );
  for (const count of counts) {
    print(`${formatCount(count)} partitions`);
    partitions.push(
      await onBroker((place) => measurePartitions(place, OURS, { sample, partitions: count, records })),
    );
  }
  for (const size of sizes) {
    print(`${formatCount(size)} keys`);
    keys.push(await onBroker((place) => measureRestore(place, OURS, { sample, keys: size })));
  }
  print(`\n${machineText(machineFacts())}\n`);
  print(`${partitionsText(partitions)}\n`);
  const [one] = partitions;
  if (one !== undefined) print(`${recordCostText(one)}\n`);
  print(`${keysText(keys)}\n`);
  const [fewer, more] = keys;
  if (fewer !== undefined && more !== undefined) print(keyCostText(keyCost(fewer, more)));
  return [...partitions, ...keys].every(({ wrong }) => wrong === undefined);
}

runMain(main);
