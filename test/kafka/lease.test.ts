import { expect, test } from "vitest";
import { Lease } from "../../src/kafka/lease";

const never = new AbortController().signal;

test("is held for its time after the request that renewed it, whoever stops", async () => {
  const lease = new Lease(60_000);
  lease.renew(Date.now());
  expect(await lease.held(never)).toBe(true);
  expect(await lease.held(AbortSignal.abort())).toBe(true);
});

test("an answer that lay unread for too long renews nothing; the next one does, for all who wait", async () => {
  const lease = new Lease(60_000);
  const waiting = [lease.held(never), lease.held(never)];
  lease.renew(Date.now() - 60_000);
  const answered = await Promise.race([...waiting, Promise.resolve("none yet")]);
  expect(answered).toBe("none yet");
  lease.renew(Date.now());
  expect(await Promise.all(waiting)).toEqual([true, true]);
});

test("a stop ends the waiting", async () => {
  const lease = new Lease(60_000);
  const stop = new AbortController();
  const waiting = lease.held(stop.signal);
  stop.abort();
  expect(await waiting).toBe(false);
});
