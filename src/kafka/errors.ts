import { PlayheadError } from "../errors";
import { aclCommand } from "./acls";
import type { Connection } from "./connection";
import { missingRight, rightText, type Right } from "./rights";
import { tlsError } from "./tls-errors";

interface KafkaError {
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
    return "this address asks for no password: let security.protocol be PLAINTEXT or SSL, without a user, or check the address";
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
function notAuthorized(
  right: Right,
  { brokers, principal }: Pick<Connection, "brokers" | "principal">,
  cause: unknown,
): PlayheadError {
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

/**
 * Turns what kafkajs threw into a PlayheadError: BROKER_UNREACHABLE where nothing answers, AUTHENTICATION_FAILED where we
 * are not let in, NOT_AUTHORIZED where we may not do it, what {@link tlsError} says where TLS fails, FENCED where another
 * process took over, KAFKA for every other answer. An error that is not kafkajs's passes unchanged: it is no answer of Kafka's.
 */
export function toPlayheadError(
  error: unknown,
  { brokers, principal }: Pick<Connection, "brokers" | "principal">,
): Error {
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
  if (isConnectionError(error)) {
    return new PlayheadError("BROKER_UNREACHABLE", `No Kafka broker answers at ${at}: ${innermost}`, {
      remedy: `check that the cluster runs and that KAFKA_BROKERS names it (host:port,…); ${unreachableBecause(error)}`,
      cause: error,
    });
  }
  if (isKafkaError(error, "INVALID_PRODUCER_EPOCH", "PRODUCER_FENCED", "INVALID_PRODUCER_ID_MAPPING")) {
    return new PlayheadError("FENCED", "Another process has taken over this group's work on the partition", {
      remedy: "let that process go on, or stop it and run this again: nothing was lost or doubled",
      cause: error,
    });
  }
  return new PlayheadError("KAFKA", `Kafka at ${at} answered with an error: ${innermost}`, { cause: error });
}
