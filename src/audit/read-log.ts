import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { readTopic, type LogRecord } from "../kafka/log";
import { ProgressMeter, type OnProgress } from "../progress";
import { parsePlace } from "../tracks/track-point";
import type { LogLengths } from "./audited";
import { TrackLengths } from "./lengths";

interface ReadOptions {
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal;
}

/** A point of a track; its id is whatever the record has under that name. */
interface Point {
  latitude: number;
  longitude: number;
  id?: unknown;
  segment?: unknown;
}

/**
 * Reads a topic of track points once and measures every track by every algorithm. Nothing is committed or written.
 *
 * @throws PlayheadError TOPIC_NOT_FOUND, ABORTED, BROKER_UNREACHABLE
 */
export async function readLengths(
  connection: Connection,
  topic: string,
  { onProgress, signal }: ReadOptions = {},
): Promise<LogLengths> {
  const tracks = new Map<string, TrackLengths>();
  let foreign = 0;
  const meter = new ProgressMeter({ label: `audit ${topic}`, unit: "records", total: undefined }, onProgress);
  for await (const { records } of readTopic(connection, topic)) {
    if (signal?.aborted) throw new PlayheadError("ABORTED", "The audit was stopped before the log's end");
    for (const record of records) {
      const point = pointOf(record);
      if (point === undefined) foreign++;
      else add(tracks, record.keyText ?? "", point);
    }
    meter.advance(records.length);
  }
  meter.finish();
  return { tracks, foreign };
}

function add(tracks: Map<string, TrackLengths>, track: string, point: Point): void {
  const lengths = tracks.get(track) ?? new TrackLengths();
  tracks.set(track, lengths);
  const { id } = point;
  lengths.add(point, typeof id === "string" || typeof id === "number" ? String(id) : undefined);
}

/** Undefined where the record is no track point: a processor would have stopped there, or put it aside. */
function pointOf({ valueText }: LogRecord): Point | undefined {
  try {
    return parsePlace<Point>(JSON.parse(valueText ?? ""));
  } catch {
    return undefined;
  }
}
