import { DECIMAL, readCoordinate } from "./coordinate";
import { quoted } from "./csv-errors";
import type { TrackRow } from "./csv-rows";
import { parseGpxDocument, type GpxElement } from "./gpx-document";
import { timeParser, type ParsedTime } from "./time";
import type { TrackPoint } from "./track-point";

/** What a GPX file has besides the points of its tracks. */
export interface GpxFacts {
  /** Waypoints and routes are places and plans, not where somebody was: they are not read. */
  waypoints: number;
  routes: number;
  /** Good points without a time. */
  untimed: number;
}

/** A GPX file's points, in order, and what else there was. */
export interface GpxTracks extends GpxFacts {
  rows: TrackRow[];
}

export interface GpxOptions {
  /** The file's name, which its tracks are called by. */
  name: string;
  /** IANA name of the time zone whose wall clock the times are on, where they don't say. Default: "UTC". */
  timeZone?: string | undefined;
}

/**
 * Reads the points of the tracks of a GPX file, 1.0 or 1.1. A point's `track_id` is the file's name and the track's
 * number (`hike.gpx/1`), `segment` the number of its segment in the track, both from 1; its `id` says where in the file
 * it is; `elevation`, in metres, is there where the file has it. A point without a time has `time: null`.
 *
 * @param file for messages
 * @throws PlayheadError BAD_GPX with the line; BAD_OPTION (no such time zone). A point that can't be used is a bad row.
 * @example
 * readGpx("hike.gpx", text, { name: "hike.gpx" }).rows[0]?.point.track_id; // "hike.gpx/1"
 */
export function readGpx(file: string, text: string, { name, timeZone }: GpxOptions): GpxTracks {
  const parseTime = timeParser(timeZone);
  const gpx = parseGpxDocument(file, text);
  const lineOf = lineCounter(text);
  const rows: TrackRow[] = [];
  let untimed = 0;
  for (const [t, track] of gpx.children("trk").entries()) {
    for (const [s, segment] of track.children("trkseg").entries()) {
      for (const [p, element] of segment.children("trkpt").entries()) {
        const place = { track: t + 1, segment: s + 1, point: p + 1 };
        const read = readPoint(element, `${name}/${place.track}`, place, parseTime);
        const row = { row: rows.length + 1, line: lineOf(element.start) };
        if (typeof read === "string") {
          const where = `track ${place.track}, segment ${place.segment}, point ${place.point}`;
          rows.push({ ...row, reason: `${where}: ${read}` });
        } else {
          if (read.eventTime === null) untimed++;
          rows.push({ ...row, ...read });
        }
      }
    }
  }
  return { rows, waypoints: gpx.children("wpt").length, routes: gpx.children("rte").length, untimed };
}

/** The point, or in words why it is none. */
function readPoint(
  element: GpxElement,
  track_id: string,
  { segment, point }: { segment: number; point: number },
  parseTime: (text: string) => ParsedTime,
): { point: TrackPoint; eventTime: number | null } | string {
  const latitude = readCoordinate("latitude", element.attribute("lat") ?? "");
  if (typeof latitude === "string") return latitude;
  const longitude = readCoordinate("longitude", element.attribute("lon") ?? "");
  if (typeof longitude === "string") return longitude;
  const [times, elevations] = [element.texts("time"), element.texts("ele")];
  if (times.length > 1 || elevations.length > 1) return "it has more than one time or elevation";
  const [time = "", elevation = ""] = [times[0], elevations[0]];
  // JSON has no number for 1e999, which is infinite.
  if (elevation !== "" && !(DECIMAL.test(elevation) && Number.isFinite(Number(elevation)))) {
    return `ele ${quoted(elevation)} is not a decimal number`;
  }
  const eventTime = time === "" ? null : parseTime(time);
  if (typeof eventTime === "string") return eventTime;
  return {
    point: {
      id: `${track_id}/${segment}/${point}`,
      latitude,
      longitude,
      track_id,
      time: time === "" ? null : time,
      segment,
      ...(elevation === "" ? {} : { elevation: Number(elevation) }),
    },
    eventTime,
  };
}

/** Makes the function that tells which line a position is in, from 1. To be asked in the order of the positions. */
function lineCounter(text: string): (position: number) => number {
  let line = 1;
  let newline = text.indexOf("\n");
  return (position) => {
    for (; newline !== -1 && newline < position; newline = text.indexOf("\n", newline + 1)) line++;
    return line;
  };
}
