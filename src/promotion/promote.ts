import { record, withdraw, type JournalReader, type Promotion } from "../journal/journal";
import type { Connection } from "../kafka/connection";
import type { Names } from "../names";
import type { Run } from "../processor/runs";
import { promotedRun, promotionsOf } from "./history";

/**
 * Promotes a run that is due, unless somebody was quicker, and returns the promotions that count after that.
 *
 * @param before the promotions that were known when it was found to be due
 */
export async function promoteByItself(
  { connection, names }: { connection: Connection; names: Names },
  journal: JournalReader,
  outputTopic: string,
  run: Run,
  before: readonly Promotion[],
): Promise<Promotion[]> {
  const entry = await record(connection, names.journal, {
    type: "promotion" as const,
    outputTopic,
    from: promotedRun(before),
    to: run.id,
    automatic: true,
  });
  const after = promotionsOf(await journal.read(), outputTopic);
  // It counts for nobody: so that no undo comes upon it, it does not stay.
  if (!after.some(({ id }) => id === entry.id)) await withdraw(connection, names.journal, entry);
  return after;
}
