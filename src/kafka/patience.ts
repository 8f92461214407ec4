import { setTimeout as delay } from "node:timers/promises";
import { PlayheadError } from "../errors";
import { isConnectionError, isKafkaError, isNobodyThere } from "./errors";

/**
 * How long one waits for a cluster that answers, but has yet to choose another leader or coordinator, ms: it gives up
 * a broker that has vanished after `broker.session.timeout.ms`, 9 s by default, and chooses within moments.
 */
const CLUSTER_PATIENCE = 30_000;
/** How long one waits where no broker answers at all, ms: a lone one that restarts is back within seconds. */
const BROKER_PATIENCE = 10_000;
/** Until it is tried again, ms. */
const PAUSE = 100;
/** How long what is expected soon is asked for more often, ms. */
const FIRST = 1000;

/** How a request is tried again. */
export interface Again {
  /** Until the next time, in the first second, ms. */
  pause?: number;
  /** For how long in all, ms. */
  patience?: number;
}

/** What is done about an error: undefined where it is the caller's. */
export type Rule = (error: unknown) => Again | undefined;

/** The first of the rules that has something to say. */
export function anyOf(...rules: readonly Rule[]): Rule {
  return (error) => rules.map((rule) => rule(error)).find((again) => again !== undefined);
}

/** Where Kafka answered with one of these (names as in its protocol guide). */
export function onAnswer(types: readonly string[], again: Again = {}): Rule {
  return (error) => (isKafkaError(error, ...types) ? again : undefined);
}

/** Where a broker, or the whole cluster, could not be talked to. Only for what may be done twice. */
export const brokerIsAway: Rule = (error) => {
  // What has another name is another matter: a certificate that is not trusted, say.
  const named = error instanceof PlayheadError && error.code !== "BROKER_UNREACHABLE";
  if (named || !isConnectionError(error)) return undefined;
  return isNobodyThere(error) ? { patience: BROKER_PATIENCE } : {};
};

/** Where a coordinator is loading its groups, or moves. */
export const coordinatorIsLoading = onAnswer([
  "GROUP_LOAD_IN_PROGRESS",
  "GROUP_COORDINATOR_NOT_AVAILABLE",
  "NOT_COORDINATOR_FOR_GROUP",
]);

/** Where a partition has just been made or moved, or the broker that leads it is away: another one soon does. */
export const leaderIsMoving = anyOf(
  onAnswer([
    "NOT_LEADER_FOR_PARTITION",
    "LEADER_NOT_AVAILABLE",
    "REPLICA_NOT_AVAILABLE",
    "LISTENER_NOT_FOUND",
    "FENCED_LEADER_EPOCH",
    "UNKNOWN_LEADER_EPOCH",
    "OFFSET_NOT_AVAILABLE",
    "UNKNOWN_TOPIC_OR_PARTITION",
  ]),
  brokerIsAway,
);

/** Where what an administrator asks for comes too early. */
export const clusterIsMoving = anyOf(
  coordinatorIsLoading,
  onAnswer(["NOT_CONTROLLER", "LEADER_NOT_AVAILABLE", "REQUEST_TIMED_OUT"]),
  brokerIsAway,
);

/** Counts how long something has been failing. */
export class Patience {
  private since: number | undefined;

  constructor(private readonly rule: Rule) {}

  /** How long to wait until it is tried again, ms; undefined where the rule says no, or has said yes for too long. */
  after(error: unknown): number | undefined {
    this.since ??= Date.now();
    const again = this.rule(error);
    if (again === undefined) return undefined;
    const { pause = PAUSE, patience = CLUSTER_PATIENCE } = again;
    const waited = Date.now() - this.since;
    if (waited > patience) return undefined;
    return waited > FIRST ? PAUSE : pause;
  }

  /** It has succeeded meanwhile. */
  renew(): void {
    this.since = undefined;
  }
}

/**
 * Asks again and again while the rule says so, and as long as it says.
 *
 * @param isInVain whether nobody wants an answer any more
 */
export async function patiently<T>(
  request: () => Promise<T>,
  rule: Rule,
  isInVain: () => boolean,
): Promise<T> {
  const patience = new Patience(rule);
  for (;;) {
    try {
      return await request();
    } catch (error) {
      const pause = patience.after(error);
      if (pause === undefined || isInVain()) throw error;
      await delay(pause);
    }
  }
}
