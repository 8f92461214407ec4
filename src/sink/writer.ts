import { watchStalls } from "../stalls/watch";
import { SinkWriter } from "./sink-writer";
import type { WriteOptions, WriterPlace } from "./topic-writer";
import type { WriteReport } from "./write-report";

/** A writer that goes on until it is told to stop. */
export interface FollowingWriter {
  /** Resolves after `stop()`; rejects when the writer fails before. */
  readonly done: Promise<WriteReport>;
  stop(): Promise<WriteReport>;
}

/** A follower looks for news this often, ms. */
const POLL = 100;

/**
 * Brings the sink up to the end of the output topic, as it is now, and changes readers over to the run that
 * the journal says is promoted. A run that has thereby become whole is promoted, where nobody has decided otherwise:
 * see `duePromotion`. That is said in the journal first, so that every sink shows the same. Where there is a topic of
 * windows, its results are written, too; they stand side by side.
 *
 * The offsets stored in the sink decide what is read; the group's offsets in Kafka only show it. Killed at any
 * moment, the next call goes on where the last transaction ended.
 *
 * @throws PlayheadError TOPIC_NOT_FOUND, SINK_BUSY, SINK_UNREACHABLE, SINK_UNREADABLE, SINK_OTHER_CLUSTER, LOG_GAP
 *   (the topic is another one by that name), FOREIGN_RECORD, DISK_FULL, BROKER_UNREACHABLE
 */
export async function writeUntilCaughtUp(place: WriterPlace, options: WriteOptions): Promise<WriteReport> {
  const writer = await SinkWriter.open(place, options);
  await writer.catchUp();
  return writer.finish();
}

/** Writes whatever arrives until `stop()`. Returns when it has first caught up. */
export async function writeFollowing(place: WriterPlace, options: WriteOptions): Promise<FollowingWriter> {
  const stopping = new AbortController();
  const { signal } = stopping;
  options.signal?.addEventListener("abort", () => stopping.abort(), { once: true });
  if (options.signal?.aborted) stopping.abort();
  const { connection, group, names } = place;
  const { onStalled } = options;
  if (group !== undefined)
    void watchStalls({ connection, group, topic: names.output }, { onStalled, signal });
  const writer = await SinkWriter.open(place, { ...options, signal });
  await writer.catchUp();
  const done = (async () => {
    while (!signal.aborted) {
      await writer.catchUp();
      await pause(signal);
    }
    return writer.finish();
  })();
  return {
    done,
    stop: () => {
      stopping.abort();
      return done;
    },
  };
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, POLL);
    signal.addEventListener("abort", end);
  });
}
