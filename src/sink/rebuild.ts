import { PlayheadError } from "../errors";
import { mirrorOffsets } from "./mirror";
import { originOf } from "./origin";
import { SinkWriter } from "./sink-writer";
import type { WriteOptions, WriterPlace } from "./topic-writer";
import type { WriteReport } from "./write-report";

/**
 * Builds the database anew from the topics: beside the old one, which readers go on to see and which is replaced, in one
 * moment, once the new one is whole.
 *
 * Killed or stopped before that moment, the old one is as it was.
 *
 * @throws PlayheadError ABORTED, SINK_OTHER_CLUSTER (another cluster's results are not replaced), SINK_UNREADABLE
 *   (nor somebody else's database), SINK_BUSY, SINK_UNREACHABLE, TOPIC_NOT_FOUND, DISK_FULL, BROKER_UNREACHABLE
 */
export async function rebuildDatabase(place: WriterPlace, options: WriteOptions): Promise<WriteReport> {
  const { connection, names, sink, group } = place;
  const { filled, kept } = await sink.rebuild(await originOf(connection, names), async (beside) => {
    const writer = await SinkWriter.open({ ...place, sink: beside, group: undefined }, options, sink.name);
    await writer.catchUp();
    if (options.signal?.aborted) {
      throw new PlayheadError("ABORTED", `Stopped before ${sink.name} was built anew: it is as it was`);
    }
    return writer;
  });
  if (group !== undefined) {
    for (const [topic, reached] of filled.reached) await mirrorOffsets(connection, group, topic, reached);
  }
  return filled.finish(kept);
}
