// `npm run bench:memory`: whether our memory stays flat, our time proportional, and how fast state is restored.
// Exit codes: 0 all answers right, 1 one wrong or failed, 2 wrong usage.
import { isQuick } from "../arguments";
import { withBroker } from "../broker";
import { CONTESTANTS } from "../contestants";
import { benchInstallation } from "../installation";
import { onInterrupt } from "../interrupt";
import type { Place } from "../measure/run-contestant";
import { readSample } from "../records/sample";
import { machineFacts, machineText } from "../report/machine";
import { runMain } from "../run-main";
import { formatCount } from "../../src/view/quantities";
import { measureSize } from "./growth";
import { growthRows, growthText, restoreText, sizesText } from "./tables";
import { measureRestore } from "./restore";

const USAGE = "npm run bench:memory [-- --quick]    --quick: a tenth of it all";
const FULL = { sizes: [1_000_000, 10_000_000], keys: 100_000 };
const QUICK = { sizes: [100_000, 1_000_000], keys: 10_000 };
const OURS = CONTESTANTS.filter(({ name }) => name === "ours" || name === "ours-fields");

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(): Promise<boolean> {
  const { sizes, keys } = isQuick(USAGE) ? QUICK : FULL;
  const signal = onInterrupt();
  return withBroker(async (broker) => {
    const place: Place = { broker, installation: benchInstallation(), sources: new Set(), signal };
    const sample = await readSample();
    const measurements = [];
    for (const records of sizes) {
      print(`making and processing ${formatCount(records)} records`);
      measurements.push(...(await measureSize(place, OURS, { sample, records })));
    }
    const restored = [];
    for (const contestant of OURS) {
      print(`restoring ${formatCount(keys)} keys: ${contestant.title}`);
      restored.push(await measureRestore(place, contestant, { sample, keys }));
    }
    print(`\n${machineText(machineFacts())}\n`);
    print(`${sizesText(OURS, measurements)}\n`);
    print(`${growthText(growthRows(OURS, measurements))}\n`);
    print(restoreText(OURS, restored));
    return [...measurements, ...restored].every(({ wrong }) => wrong === undefined);
  });
}

runMain(main);
