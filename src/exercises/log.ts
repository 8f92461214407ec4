import type { TrackPoint } from "../tracks/track-point";
import type { Workbook } from "../workbook";

/** A record of the source topic, as an exercise's judge looks at it. */
export interface LoggedPoint {
  partition: number;
  offset: number;
  /** Event time, ms since 1970 UTC; NaN where it has none. */
  time: number;
  track_id: string;
  point: TrackPoint;
}

/** All points of a topic, the source by default, partition by partition: what is right is worked out from these. */
export async function loggedPoints(
  workbook: Workbook,
  topic = workbook.names.source,
): Promise<LoggedPoint[]> {
  const partitions = await workbook.topics(topic);
  const records = await Promise.all(
    partitions.map(({ partition }) =>
      workbook.records(topic, { partition, count: Number.POSITIVE_INFINITY }),
    ),
  );
  return records.flat().flatMap(({ partition, offset, timestamp, key, value }) => {
    if (key === null || value === null) return [];
    return [
      {
        partition,
        offset,
        time: Date.parse(timestamp),
        track_id: key,
        point: JSON.parse(value) as TrackPoint,
      },
    ];
  });
}
