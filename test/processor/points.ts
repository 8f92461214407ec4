import type { Connection } from "../../src/kafka/connection";
import { openAppender } from "../../src/kafka/append";
import { distanceFunction } from "../../src/distance/algorithms";
import type { TrackPoint } from "../../src/tracks/track-point";

/** Track points of `tracks` cars that take turns, the same ones for the same arguments. */
export function points(count: number, tracks = 12): TrackPoint[] {
  return Array.from({ length: count }, (_, i) => ({
    id: String(i + 1),
    latitude: 41 + ((i * 37) % 101) / 5000,
    longitude: 2 + ((i * 53) % 97) / 5000,
    track_id: String(i % tracks),
    time: "3/6/2023 7:12",
  }));
}

/** Appends points; the next ones go on with `from`. */
export async function appendPoints(
  connection: Connection,
  topic: string,
  all: readonly TrackPoint[],
): Promise<void> {
  const appender = await openAppender(connection);
  await appender.append(
    topic,
    all.map((point) => ({
      key: point.track_id,
      value: JSON.stringify(point),
      timestamp: 1_678_000_000_000 + Number(point.id) * 1000,
    })),
  );
}

/** Each track's distances in metres, point by point, by a plain loop. */
export function expectedMetres(all: readonly TrackPoint[]): Map<string, number[]> {
  const between = distanceFunction("geodesic");
  const distances = new Map<string, number[]>();
  const last = new Map<string, TrackPoint>();
  for (const point of all) {
    const list = distances.get(point.track_id) ?? [];
    const before = last.get(point.track_id);
    list.push((list.at(-1) ?? 0) + (before === undefined ? 0 : between(before, point)));
    distances.set(point.track_id, list);
    last.set(point.track_id, point);
  }
  return distances;
}
