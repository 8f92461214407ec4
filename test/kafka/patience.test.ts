// eslint-disable-next-line no-restricted-imports -- the errors of a connection that is lost, and of one that can't be had
import { KafkaJSConnectionError, KafkaJSNumberOfRetriesExceeded } from "kafkajs";
import { createErrorFromCode } from "kafkajs/src/protocol/error.js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BrokerAway } from "../../src/kafka/errors";
import { anyOf, brokerIsAway, leaderIsMoving, onAnswer, Patience, patiently } from "../../src/kafka/patience";

const NOT_LEADER = createErrorFromCode(6);
const OFFSET_OUT_OF_RANGE = createErrorFromCode(1);
const lost = new KafkaJSConnectionError("lost");
const nobody = new KafkaJSNumberOfRetriesExceeded(lost, { retryCount: 6, retryTime: 1000 });
const oneAway = new BrokerAway(2, lost);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** How long, in seconds, a rule bears with an error that comes again and again. */
function borne(rule: (error: unknown) => object | undefined, error: unknown): number {
  const patience = new Patience(rule);
  let seconds = 0;
  for (; patience.after(error) !== undefined && seconds < 60; seconds++) vi.advanceTimersByTime(1000);
  return seconds;
}

test("a cluster has longer to choose another leader than a lone broker to come back", () => {
  expect(borne(leaderIsMoving, NOT_LEADER)).toBe(31);
  expect(borne(leaderIsMoving, oneAway)).toBe(31);
  expect(borne(leaderIsMoving, nobody)).toBe(11);
});

test("what is not a matter of time is the caller's at once", () => {
  expect(borne(leaderIsMoving, OFFSET_OUT_OF_RANGE)).toBe(0);
  expect(borne(brokerIsAway, NOT_LEADER)).toBe(0);
});

test("the first rule that has something to say counts", () => {
  const rule = anyOf(onAnswer(["NOT_LEADER_FOR_PARTITION"], { patience: 3000 }), leaderIsMoving);
  expect(borne(rule, NOT_LEADER)).toBe(4);
  expect(borne(rule, lost)).toBe(31);
});

test("after a success it counts anew", () => {
  const patience = new Patience(brokerIsAway);
  expect(patience.after(nobody)).toBeDefined();
  vi.advanceTimersByTime(20_000);
  patience.renew();
  expect(patience.after(nobody)).toBeDefined();
});

test("it asks until there is an answer, or nobody wants one", async () => {
  let asked = 0;
  const failing = (times: number) => () => (asked++ < times ? Promise.reject(lost) : Promise.resolve(asked));
  const answer = patiently(failing(3), brokerIsAway, () => false);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await answer).toBe(4);
  asked = 0;
  await expect(patiently(failing(3), brokerIsAway, () => asked === 2)).rejects.toBe(lost);
});
