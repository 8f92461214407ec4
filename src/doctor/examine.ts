import { PlayheadError } from "../errors";
import { untried, wrong, type Check, type Finding, type Laptop } from "./check";
import { broker } from "./checks/broker";
import { browser } from "./checks/browser";
import { clock } from "./checks/clock";
import { environment } from "./checks/environment";
import { home } from "./checks/home";
import { java } from "./checks/java";
import { kernel } from "./checks/kernel";
import { machine } from "./checks/machine";
import { memory } from "./checks/memory";
import { node } from "./checks/node";
import { place } from "./checks/place";
import { ports } from "./checks/ports";
import { python } from "./checks/python";
import { setUp } from "./checks/set-up";

/** In the order in which one mends things. */
export const CHECKS: readonly Check[] = [
  node,
  machine,
  memory,
  clock,
  place,
  environment,
  home,
  ports,
  setUp,
  python,
  kernel,
  browser,
  java,
  broker,
];

/** Without those on the notebooks, which an installed package does not bring. */
export const PACKAGE_CHECKS = CHECKS.filter((check) => ![python, kernel, browser].includes(check));

/** What one check has found. */
export interface Examined extends Finding {
  check: string;
}

/**
 * Looks at a laptop, one check after the other, and leaves it as it was. What a check throws is what it has found.
 *
 * @param checks those to make; the broker's, which comes last, is not tried where what it stands on is wrong
 * @example
 * const findings = await examine({ root: PROJECT_ROOT, env: process.env, config: readConfig() });
 * findings.filter(({ standing }) => standing === "wrong"); // what must be mended
 */
export async function examine(laptop: Laptop, checks = CHECKS): Promise<Examined[]> {
  const found: Examined[] = [];
  for (const check of checks) {
    const unmet = found.find(
      ({ check: name, standing }) => standing === "wrong" && BROKER_NEEDS.includes(name),
    );
    const needless = check.name === broker.name && laptop.config.brokers === undefined && unmet !== undefined;
    const finding = needless ? untried(`mend "${unmet.check}" first`) : await look(check, laptop);
    found.push({ check: check.name, ...finding });
  }
  return found;
}

const BROKER_NEEDS = [home.name, ports.name, java.name];

async function look(check: Check, laptop: Laptop): Promise<Finding> {
  try {
    return await check.look(laptop);
  } catch (error) {
    if (!(error instanceof PlayheadError)) throw error;
    return wrong(error.message, error.remedy ?? "see `npx playhead help`.");
  }
}
