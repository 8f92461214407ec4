import { setTimeout as delay } from "node:timers/promises";
import { openAppender } from "../../src/kafka/append";
import type { Connection } from "../../src/kafka/connection";
import type { MadeRecord } from "../records/make";

/** A send every so many ms. */
const INTERVAL = 10;

export interface SendOptions {
  /** Records a second. */
  rate: number;
  /** How long, ms. */
  during: number;
  signal: AbortSignal;
}

/**
 * Sends records at a steady rate, each stamped with the moment at which it is sent. Whoever falls behind catches up.
 *
 * @returns how many were sent
 */
export async function sendSteadily(
  connection: Connection,
  topic: string,
  records: Iterator<MadeRecord>,
  { rate, during, signal }: SendOptions,
): Promise<number> {
  const appender = await openAppender(connection);
  const began = performance.now();
  let sent = 0;
  for (let elapsed = 0; elapsed < during; elapsed = performance.now() - began) {
    const due = Math.floor((elapsed / 1000) * rate) - sent;
    const some = take(records, due, Date.now());
    if (some.length > 0) await appender.append(topic, some);
    sent += some.length;
    await delay(INTERVAL - ((performance.now() - began) % INTERVAL), undefined, { signal });
  }
  return sent;
}

function take(records: Iterator<MadeRecord>, count: number, timestamp: number): MadeRecord[] {
  const some: MadeRecord[] = [];
  while (some.length < count) {
    const next = records.next();
    if (next.done) throw new Error("there are not enough records to send");
    some.push({ ...next.value, timestamp });
  }
  return some;
}
