import { UNITS, type Unit } from "../distance/units";

/** A result as the guards look at it: `points`, `distance` and `unit` are those that distances have. */
export interface GuardedResult {
  key: string;
  /** Event time of the record it stems from, ms since 1970 UTC. */
  timestamp: number;
  output: Readonly<Record<string, unknown>>;
}

/** The way between two results of a key, one after the other. */
export interface Step {
  key: string;
  from: number;
  to: number;
  kmPerHour: number;
}

interface Latest {
  timestamp: number;
  metres: number | undefined;
  points: number | undefined;
}

/** What a run has put out, gathered result by result in the order of each key's. */
export class ResultFacts {
  private readonly latest = new Map<string, Latest>();
  results = 0;
  /** Results with an earlier event time than the one before of their key, and the first of them. */
  backwards = 0;
  firstBackwards: Omit<Step, "kmPerHour"> | undefined;
  /** Whether there is a distance in a unit that is known: a speed can be told of no other. */
  hasDistances = false;
  /** Steps that are faster than the limit, and the fastest of all. */
  tooFast = 0;
  fastest: Step | undefined;

  constructor(
    private readonly limit: number = Infinity,
    private readonly timeResolutionMs = 0,
  ) {}

  add({ key, timestamp, output }: GuardedResult): void {
    const before = this.latest.get(key);
    const now: Latest = { timestamp, metres: metresOf(output), points: numberOf(output["points"]) };
    this.results++;
    this.latest.set(key, now);
    if (now.metres !== undefined) this.hasDistances = true;
    if (before === undefined) return;
    if (timestamp < before.timestamp) {
      this.backwards++;
      this.firstBackwards ??= { key, from: before.timestamp, to: timestamp };
    }
    this.look(key, before, now);
  }

  has(key: string): boolean {
    return this.latest.has(key);
  }

  /** How many points a key's last result says that it is made of; undefined where it does not say. */
  pointsOf(key: string): number | undefined {
    return this.latest.get(key)?.points;
  }

  /** Nobody drives back in time: such a step has taken no time at all, apart from what the times are rounded by. */
  private look(key: string, before: Latest, now: Latest): void {
    if (before.metres === undefined || now.metres === undefined) return;
    const metres = Math.abs(now.metres - before.metres);
    const ms = Math.max(0, now.timestamp - before.timestamp) + this.timeResolutionMs;
    const kmPerHour = metres === 0 ? 0 : (metres / ms) * 3600;
    if (kmPerHour > this.limit) this.tooFast++;
    if (kmPerHour <= (this.fastest?.kmPerHour ?? -1)) return;
    this.fastest = { key, from: before.timestamp, to: now.timestamp, kmPerHour };
  }
}

function metresOf({ distance, unit }: Readonly<Record<string, unknown>>): number | undefined {
  const number = numberOf(distance);
  if (number === undefined || typeof unit !== "string" || !Object.hasOwn(UNITS, unit)) return undefined;
  return number * UNITS[unit as Unit];
}

function numberOf(field: unknown): number | undefined {
  return typeof field === "number" && Number.isFinite(field) ? field : undefined;
}
