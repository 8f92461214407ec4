import { formatCount, formatTime, plural } from "../view/quantities";
import type { LogFacts } from "./log-facts";
import type { ResultFacts } from "./result-facts";

/** What a guard stands for, in the order of a record's way. */
export type GuardName =
  | "each record once in the log"
  | "every key has a result"
  | "every record counted once"
  | "time never goes back"
  | "plausible speed";

/** What one guard says. */
export interface GuardFinding {
  guard: GuardName;
  /** `unknown`: the records or results lack what it takes to say. */
  verdict: "holds" | "broken" | "unknown";
  /** What was looked at, with the numbers; where it is broken, the first place. */
  finding: string;
}

/** As many keys are named. */
const NAMED = 5;

/**
 * Judges what a run has made of a log. Each guard looks at something that is true of every run that is right, whatever
 * the numbers are, and that a certain mistake breaks.
 *
 * @param kmPerHour the speed that no step may be above; without it speed is not looked at
 */
export function judgeRun(log: LogFacts, results: ResultFacts, kmPerHour?: number): GuardFinding[] {
  return [
    eachOnce(log),
    everyKey(log, results),
    everyRecord(log, results),
    forwards(results),
    ...(kmPerHour === undefined ? [] : [plausible(results, kmPerHour)]),
  ];
}

function eachOnce({ records, repeated, firstRepeated, unidentified }: LogFacts): GuardFinding {
  const guard = "each record once in the log";
  if (firstRepeated !== undefined) {
    const { key, id = "", partition, offset } = firstRepeated;
    const first = `the first at offset ${offset} of partition ${partition}: ${key}, id ${id}`;
    return { guard, verdict: "broken", finding: `${plural(repeated, "record")} came before, ${first}` };
  }
  if (unidentified > 0) {
    return {
      guard,
      verdict: "unknown",
      finding: `${plural(unidentified, "record")} without an id can't be told apart`,
    };
  }
  return { guard, verdict: "holds", finding: `${plural(records, "record")}, all different` };
}

function everyKey(log: LogFacts, results: ResultFacts): GuardFinding {
  const keys = [...log.counts()].map(([key]) => key);
  const missing = keys.filter((key) => !results.has(key));
  const guard = "every key has a result";
  return missing.length === 0
    ? {
        guard,
        verdict: "holds",
        finding: `${plural(keys.length, "key")} in, ${formatCount(keys.length)} out`,
      }
    : {
        guard,
        verdict: "broken",
        finding: `${plural(keys.length, "key")} in, ${formatCount(keys.length - missing.length)} out; without a result: ${named(missing)}`,
      };
}

function everyRecord(log: LogFacts, results: ResultFacts): GuardFinding {
  const guard = "every record counted once";
  const wrong: string[] = [];
  let keys = 0;
  for (const [key, records] of log.counts()) {
    const points = results.pointsOf(key);
    // A key without a result is another guard's business.
    if (points === undefined) continue;
    keys++;
    if (points !== records) wrong.push(`${key} counted ${formatCount(points)} of ${formatCount(records)}`);
  }
  if (keys === 0)
    return { guard, verdict: "unknown", finding: "the results don't say how many points they are made of" };
  return wrong.length === 0
    ? {
        guard,
        verdict: "holds",
        finding: `as many points in each of ${plural(keys, "result")} as its key has records`,
      }
    : {
        guard,
        verdict: "broken",
        finding: `${plural(wrong.length, "key")} counted otherwise: ${named(wrong)}`,
      };
}

function forwards({ results, backwards, firstBackwards }: ResultFacts): GuardFinding {
  const guard = "time never goes back";
  if (firstBackwards === undefined) {
    return {
      guard,
      verdict: "holds",
      finding: `${plural(results, "result")}, each key's in the order of time`,
    };
  }
  const { key, from, to } = firstBackwards;
  const finding = `${plural(backwards, "result")} of an earlier time than the one before, the first of ${key}: from ${formatTime(from)} to ${formatTime(to)}`;
  return { guard, verdict: "broken", finding };
}

function plausible({ tooFast, fastest, hasDistances }: ResultFacts, limit: number): GuardFinding {
  const guard = "plausible speed";
  if (!hasDistances)
    return { guard, verdict: "unknown", finding: "the results have no distance in a known unit" };
  if (fastest === undefined) return { guard, verdict: "holds", finding: "no key has two results" };
  const { key, from, to, kmPerHour } = fastest;
  const speed = Number.isFinite(kmPerHour) ? `at least ${kmPerHour.toFixed(1)} km/h` : "any way in no time";
  const step = `${speed}, ${key} from ${formatTime(from)} to ${formatTime(to)}`;
  return tooFast === 0
    ? { guard, verdict: "holds", finding: `no step above ${limit} km/h; the fastest: ${step}` }
    : {
        guard,
        verdict: "broken",
        finding: `${plural(tooFast, "step")} above ${limit} km/h; the fastest: ${step}`,
      };
}

function named(items: readonly string[]): string {
  const more = items.length - NAMED;
  return [...items.slice(0, NAMED), ...(more > 0 ? [`${formatCount(more)} more`] : [])].join(", ");
}
