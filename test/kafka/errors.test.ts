// eslint-disable-next-line no-restricted-imports -- its errors are what is translated
import { KafkaJSConnectionError, KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } from "kafkajs";
import { describe, expect, test } from "vitest";
import { PlayheadError } from "../../src/errors";
import { isBrokerNotFound, isConnectionError, isKafkaError, toPlayheadError } from "../../src/kafka/errors";

const BROKER = "127.0.0.1:9092";
const AT = { brokers: [BROKER], principal: "User:ann" };

function answer(type: string): Error {
  return new KafkaJSProtocolError(
    Object.assign(new Error(`words for ${type}`), { type, code: 1, retriable: false }),
  );
}

function afterRetries(cause: Error): Error {
  return new KafkaJSNumberOfRetriesExceeded(cause, { retryCount: 6, retryTime: 1000 });
}

const refused = new KafkaJSConnectionError("connect ECONNREFUSED", { broker: BROKER });

describe("toPlayheadError", () => {
  test.each([
    ["BROKER_UNREACHABLE", refused],
    ["BROKER_UNREACHABLE", afterRetries(refused)],
    ["AUTHENTICATION_FAILED", answer("SASL_AUTHENTICATION_FAILED")],
    ["AUTHENTICATION_FAILED", afterRetries(answer("UNSUPPORTED_SASL_MECHANISM"))],
    ["AUTHENTICATION_FAILED", answer("ILLEGAL_SASL_STATE")],
    ["FENCED", answer("INVALID_PRODUCER_EPOCH")],
    ["FENCED", afterRetries(answer("INVALID_PRODUCER_EPOCH"))],
    ["KAFKA", answer("CLUSTER_AUTHORIZATION_FAILED")],
  ])("%s for %s", (code, error) => {
    const translated = toPlayheadError(error, AT);
    expect(translated).toBeInstanceOf(PlayheadError);
    expect(translated).toMatchObject({ code, cause: error });
    if (code !== "FENCED") expect(translated.message).toContain(BROKER);
  });

  test("names what was behind the retries", () => {
    const error = toPlayheadError(afterRetries(answer("POLICY_VIOLATION")), AT);
    expect(error.message).toContain("words for POLICY_VIOLATION");
  });

  test("leaves alone what is in words already, and what is no answer of Kafka's", () => {
    const worded = new PlayheadError("GROUP_ACTIVE", "in words", { cause: refused });
    expect(toPlayheadError(worded, AT)).toBe(worded);
    const mistake = new TypeError("undefined is not a function");
    expect(toPlayheadError(mistake, AT)).toBe(mistake);
    expect(toPlayheadError("text", AT)).toMatchObject({ message: "text", cause: "text" });
  });
});

test("what kafkajs wraps is recognised", () => {
  expect(isKafkaError(afterRetries(answer("UNKNOWN_MEMBER_ID")), "UNKNOWN_MEMBER_ID")).toBe(true);
  expect(isKafkaError(afterRetries(answer("UNKNOWN_MEMBER_ID")), "ILLEGAL_GENERATION")).toBe(false);
  expect(isConnectionError(afterRetries(refused))).toBe(true);
  expect(isConnectionError(answer("UNKNOWN_MEMBER_ID"))).toBe(false);
  expect(isBrokerNotFound(refused)).toBe(false);
  for (const nothing of [undefined, null, "text", 5]) expect(isKafkaError(nothing, "ANY")).toBe(false);
});
