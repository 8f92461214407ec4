import { ingestFile, type IngestOptions, type IngestPlace } from "./ingest";
import type { IngestReport } from "./report";

/** An ingest that goes on in the background, at its pace. */
export interface FollowingIngest {
  /** Resolves at the file's end, or after `stop()`; rejects when the ingest fails before. */
  readonly done: Promise<IngestReport>;
  /** Ends it after the rows at hand. The next ingest of the file goes on from there. */
  stop(): Promise<IngestReport>;
}

/**
 * Ingests a file in the background. Returns when its first rows are in the topic, or when there is nothing to do.
 *
 * @throws PlayheadError as {@link ingestFile}; for what happens later, from `done` and `stop()`
 */
export async function ingestFollowing(
  place: IngestPlace,
  file: string,
  options: IngestOptions,
): Promise<FollowingIngest> {
  const stopping = new AbortController();
  const signal = AbortSignal.any([stopping.signal, ...(options.signal ? [options.signal] : [])]);
  let begun = (): void => undefined;
  const begins = new Promise<void>((resolve) => (begun = resolve));
  const done = ingestFile(place, file, { ...options, signal, onAppended: begun });
  await Promise.race([begins, done]);
  return {
    done,
    stop: () => {
      stopping.abort();
      return done;
    },
  };
}
