import { PlayheadError } from "../errors";
import { aclCommand } from "./acls";
import { missingRight, rightText, type Right } from "./rights";
import { tlsError } from "./tls-errors";

interface KafkaError {
  nodeId?: number;
  name?: string;
  message?: string;
  type?: string;
  code?: string | number;
  cause?: unknown;
  originalError?: unknown;
  /** Of a request about several topics. */
  errors?: readonly unknown[];
  /** The SASL mechanisms that the cluster has, where ours is none of them. */
  offered?: string[];
}

/** Who was asked, and as whom. */
interface Asked {
  brokers: readonly string[];
  principal: string;
}

/** One broker of the cluster can't be talked to, though others can. */
export class BrokerAway extends Error {
  override readonly name = "BrokerAway";

  constructor(
    readonly nodeId: number,
    cause: unknown,
  ) {
    super(`Broker ${nodeId} does not answer`, { cause });
  }
}

/** The chain of errors from the outside in: kafkajs wraps what a broker answered in errors about retries. */
function chain(error: unknown): KafkaError[] {
  const links: KafkaError[] = [];
  let link: unknown = error;
  while (typeof link === "object" && link !== null && links.length < 8) {
    links.push(link);
    const { cause, originalError, errors } = link as KafkaError;
    link = cause ?? originalError ?? errors?.[0];
  }
  return links;
}

/** Whether Kafka answered with this error, e.g. `UNKNOWN_MEMBER_ID` (names as in Kafka's protocol guide). */
export function isKafkaError(error: unknown, ...types: string[]): boolean {
  return chain(error).some((link) => link.type !== undefined && types.includes(link.type));
}

const CONNECTION_ERRORS = [
  "KafkaJSConnectionError",
  "KafkaJSConnectionClosedError",
  "KafkaJSRequestTimeoutError",
  "KafkaJSBrokerNotFound",
  "KafkaJSNoBrokerAvailableError",
];

/** Whether the broker could not be talked to at all, as opposed to having answered with an error. */
export function isConnectionError(error: unknown): boolean {
  return chain(error).some((link) => link.name !== undefined && CONNECTION_ERRORS.includes(link.name));
}

/** Whether no broker could be talked to at all: kafkajs has tried each address that it was given, several times. */
export function isNobodyThere(error: unknown): boolean {
  return (
    isConnectionError(error) && chain(error).some(({ name }) => name === "KafkaJSNumberOfRetriesExceeded")
  );
}

/** Whether it is one broker that could not be talked to: what it was to be asked has not been sent. */
export function isBrokerAway(error: unknown): boolean {
  return chain(error).some((link) => link instanceof BrokerAway);
}

/** What may be wrong where nobody answers: somebody listens there who hangs up, or nobody listens at all. */
function unreachableBecause(error: unknown): string {
  const links = chain(error);
  // Node's words for it have no code of their own.
  if (links.some(({ message }) => message?.includes("before secure TLS connection")))
    return "if TLS is not spoken there, let security.protocol be PLAINTEXT or SASL_PLAINTEXT, and set no KAFKA_SSL_…";
  if (links.some(({ name }) => name === "KafkaJSConnectionClosedError"))
    return "if it asks for a user and a password, set KAFKA_USERNAME and KAFKA_PASSWORD";
  return "without KAFKA_BROKERS, `npx playhead up` starts a broker of this home's own";
}

/** The codes that Node has given the error, from the outside in. */
function codesOf(error: unknown): string[] {
  return chain(error).flatMap(({ code }) => (typeof code === "string" ? [code] : []));
}

/** Whether the cluster as it was last heard of has no node of that id. */
export function isBrokerNotFound(error: unknown): boolean {
  return chain(error).some((link) => link.name === "KafkaJSBrokerNotFound");
}

/**
 * The error of a cluster that does not let us in, or undefined where it is another one.
 * https://kafka.apache.org/protocol#protocol_error_codes
 */
function authenticationError(error: unknown, at: string): PlayheadError | undefined {
  const remedy = refusedBecause(error);
  if (remedy === undefined) return undefined;
  const innermost = chain(error).at(-1)?.message ?? String(error);
  return new PlayheadError("AUTHENTICATION_FAILED", `Kafka at ${at} does not let us in: ${innermost}`, {
    remedy,
    cause: error,
  });
}

function refusedBecause(error: unknown): string | undefined {
  if (isKafkaError(error, "ILLEGAL_SASL_STATE"))
    return "this address asks for no password: unset KAFKA_USERNAME and KAFKA_PASSWORD (in a file, let security.protocol be PLAINTEXT or SSL), or check the address";
  if (isKafkaError(error, "UNSUPPORTED_SASL_MECHANISM")) {
    const offered = chain(error).find((link) => link.offered !== undefined)?.offered ?? [];
    return `set sasl.mechanism or KAFKA_SASL_MECHANISM to one that this address has: ${offered.join(", ")}`;
  }
  const refused = chain(error).some(({ name }) => name === "KafkaJSSASLAuthenticationError");
  return refused || isKafkaError(error, "SASL_AUTHENTICATION_FAILED")
    ? "check user and password (KAFKA_USERNAME and KAFKA_PASSWORD, or sasl.jaas.config); a broker that was opened by `playhead up --advertise` has another password each time"
    : undefined;
}

/** Names the right that is missing, and how it is given. */
function notAuthorized(right: Right, { brokers, principal }: Asked, cause: unknown): PlayheadError {
  const names = right.names.length === 0 ? ["NAME"] : right.names;
  const grant = { ...right, names, operations: [right.operation] };
  return new PlayheadError(
    "NOT_AUTHORIZED",
    `Kafka at ${brokers.join(",")} does not let ${principal} ${rightText(right)}`,
    {
      remedy: `ask whoever runs the cluster for that right: ${aclCommand(brokers, principal, grant)} ; \`npx playhead doctor\` lists all that is needed`,
      cause,
    },
  );
}

/** By Kafka's name of the error, what is missing. */
const UNAVAILABLE: Readonly<Record<string, string>> = {
  LEADER_NOT_AVAILABLE: "A partition has no leader: the brokers that could lead it are away",
  NOT_ENOUGH_REPLICAS:
    "The cluster takes no records: fewer brokers have a partition's copy in sync than its min.insync.replicas asks for",
  NOT_ENOUGH_REPLICAS_AFTER_APPEND:
    "The cluster has taken records, but while it did a partition's copies in sync have become fewer than min.insync.replicas",
  REQUEST_TIMED_OUT:
    "The cluster has not confirmed a request in time: brokers that have to take part are away",
  INVALID_REPLICATION_FACTOR:
    "The cluster has fewer brokers now than the copies that a new topic is to have (default.replication.factor)",
  GROUP_COORDINATOR_NOT_AVAILABLE:
    "The cluster has no coordinator: too few brokers are there to keep groups' offsets or transactions",
};

/**
 * Turns what kafkajs threw into a PlayheadError: BROKER_UNREACHABLE where nothing answers, AUTHENTICATION_FAILED where we
 * are not let in, NOT_AUTHORIZED where we may not do it, what {@link tlsError} says where TLS fails, FENCED where another
 * process took over, KAFKA for every other answer. An error that is not kafkajs's passes unchanged: it is no answer of Kafka's.
 */
export function toPlayheadError(error: unknown, { brokers, principal }: Asked): Error {
  if (error instanceof PlayheadError) return error;
  if (!chain(error).some(({ name }) => name?.startsWith("KafkaJS"))) {
    return error instanceof Error ? error : new Error(String(error), { cause: error });
  }
  const at = brokers.join(",");
  const innermost = chain(error).at(-1)?.message ?? String(error);
  const refused = authenticationError(error, at) ?? tlsError(codesOf(error), { at, innermost, cause: error });
  if (refused !== undefined) return refused;
  const right = chain(error)
    .map(missingRight)
    .find((one) => one !== undefined);
  if (right !== undefined) return notAuthorized(right, { brokers, principal }, error);

  const away = chain(error).find((link) => link instanceof BrokerAway);
  if (away !== undefined) {
    return new PlayheadError(
      "BROKER_UNREACHABLE",
      `Broker ${away.nodeId} of the cluster at ${at} does not answer, though others do: ${innermost}`,
      {
        remedy:
          "if it is down, bring it back: until then the others can do without it only if they are enough for min.insync.replicas and for choosing a leader. " +
          "If it is up, the address that it advertises (advertised.listeners) can't be reached from here",
        cause: error,
      },
    );
  }
  if (isConnectionError(error)) {
    return new PlayheadError("BROKER_UNREACHABLE", `No Kafka broker answers at ${at}: ${innermost}`, {
      remedy: `check that the cluster runs and that KAFKA_BROKERS names it (host:port,…); ${unreachableBecause(error)}`,
      cause: error,
    });
  }
  const unavailable = Object.keys(UNAVAILABLE).find((type) => isKafkaError(error, type));
  if (unavailable !== undefined) {
    return new PlayheadError(
      "PARTITION_UNAVAILABLE",
      `${UNAVAILABLE[unavailable]} (${unavailable}, at ${at})`,
      {
        remedy:
          "bring the brokers back that are away, then run this again: nothing that was acknowledged is lost",
        cause: error,
      },
    );
  }
  if (isKafkaError(error, "INVALID_PRODUCER_EPOCH", "PRODUCER_FENCED", "INVALID_PRODUCER_ID_MAPPING"))
    return fenced(error);
  return new PlayheadError("KAFKA", `Kafka at ${at} answered with an error: ${innermost}`, { cause: error });
}

/** The error for a transactional id that somebody else has taken over. */
export function fenced(cause: unknown): PlayheadError {
  return new PlayheadError("FENCED", "Another process has taken over this group's work on the partition", {
    remedy: "let that process go on, or stop it and run this again: nothing was lost or doubled",
    cause,
  });
}
