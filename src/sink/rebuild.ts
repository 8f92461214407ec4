import fs from "node:fs/promises";
import { PlayheadError } from "../errors";
import { draftOf, removeAbandonedDrafts, removeDraft } from "./draft";
import { FileWriter } from "./file-writer";
import { mirrorOffsets } from "./mirror";
import { originOf } from "./origin";
import { replaceDatabase, requireReplaceable } from "./replace";
import type { WriteReport } from "./write-report";
import type { WriteOptions, WriterPlace } from "./topic-writer";

/**
 * Builds the database file anew from the topics: beside the old one, which readers go on to see and which is
 * replaced, in one moment, once the new one is whole. What is there may be damaged, or of an earlier version.
 *
 * Killed or stopped before that moment, the old file is as it was.
 *
 * @throws PlayheadError ABORTED, SINK_OTHER_CLUSTER (another cluster's results are not replaced), SINK_UNREADABLE
 *   (nor somebody else's database), SINK_BUSY, TOPIC_NOT_FOUND, DISK_FULL, BROKER_UNREACHABLE
 */
export async function rebuildDatabase(place: WriterPlace, options: WriteOptions): Promise<WriteReport> {
  const { connection, names, group } = place;
  const file = await fs.realpath(place.file).catch(() => place.file);
  await requireReplaceable(file, await originOf(connection, names));
  await removeAbandonedDrafts(file);
  const draft = draftOf(file);
  try {
    const writer = await FileWriter.open({ ...place, file: draft, group: undefined }, options, place.file);
    await writer.catchUp();
    if (options.signal?.aborted) {
      throw new PlayheadError("ABORTED", `Stopped before ${place.file} was built anew: it is as it was`);
    }
    const kept = await replaceDatabase(file, draft);
    if (group !== undefined) {
      for (const [topic, reached] of writer.reached) await mirrorOffsets(connection, group, topic, reached);
    }
    return writer.finish(kept);
  } finally {
    await removeDraft(draft);
  }
}
