import { setTimeout as delay } from "node:timers/promises";
import { PlayheadError } from "../errors";
import { openAppender, type Appender } from "../kafka/append";
import type { Connection } from "../kafka/connection";
import { ensureTopic } from "../kafka/topics";

/** How long until a broker that was not there is looked for again, ms. */
const PAUSE = 500;

/**
 * Makes the topic where it is missing and an appender for it, which goes on trying until the signal says that it is in
 * vain: it is one and the same producer all the time, so that nothing arrives twice.
 *
 * @throws PlayheadError BROKER_UNREACHABLE after the signal, and whatever a broker that is there answers
 */
export async function openPatiently(
  connect: () => Promise<Connection>,
  topic: string,
  signal: AbortSignal,
): Promise<{ connection: Connection; appender: Appender }> {
  for (;;) {
    try {
      const connection = await connect();
      await connection.guard(() => ensureTopic(connection, { topic, partitions: 1 }));
      return { connection, appender: await openAppender(connection, { signal }) };
    } catch (error) {
      const away = error instanceof PlayheadError && error.code === "BROKER_UNREACHABLE";
      if (!away || signal.aborted) throw error;
      await delay(PAUSE);
    }
  }
}
