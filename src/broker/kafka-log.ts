import fs from "node:fs/promises";
import type { BrokerFiles } from "./home";

/** Bytes. Kafka writes warnings and errors only: a broker that is well takes years for it. */
const LARGEST = 10_000_000;

/**
 * Keeps Kafka's own log, which begins anew at each start, from growing for ever while it runs: what is too long is put
 * aside, in place of what was before, and the file emptied. Kafka goes on at its new end, as it appends (O_APPEND).
 */
export async function boundKafkaLog({ log }: BrokerFiles, largest = LARGEST): Promise<void> {
  const { size } = await fs.stat(log).catch(() => ({ size: 0 }));
  if (size <= largest) return;
  // Where a link lies there, its target is not ours.
  await fs.rm(`${log}.1`, { force: true });
  await fs.copyFile(log, `${log}.1`, fs.constants.COPYFILE_EXCL);
  await fs.truncate(log);
}
