import type { JournalEntry, Promotion } from "../journal/journal";

/**
 * The promotions of an output topic that count, in order: the last one's `to` is the run that readers see.
 *
 * What changes over by itself is written by whoever notices first, and two may do so at once, or one who is late. Such
 * an entry counts only where readers see what its writer thought they see, and for a run that they never saw before:
 * it can neither revert what somebody has chosen meanwhile nor bring back what was replaced.
 */
export function promotionsOf(entries: readonly JournalEntry[], outputTopic: string): Promotion[] {
  const counting: Promotion[] = [];
  for (const entry of entries) {
    if (entry.type !== "promotion" || entry.outputTopic !== outputTopic) continue;
    const late = entry.from !== promotedRun(counting) || counting.some(({ to }) => to === entry.to);
    if (!entry.automatic || !late) counting.push(entry);
  }
  return counting;
}

/** The id of the run that readers see after these promotions; null where they see none. */
export function promotedRun(history: readonly Promotion[]): string | null {
  return history.at(-1)?.to ?? null;
}
