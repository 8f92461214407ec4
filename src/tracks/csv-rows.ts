import type { Layout } from "./csv-header";
import { readCoordinate } from "./coordinate";
import { MAX_ID_LENGTH, recordProblem } from "./record-size";
import type { TrackPoint } from "./track-point";
import type { ParsedTime } from "./time";

/** A row of a CSV file, or a point of a GPX file, that is a track point. */
export interface GoodRow {
  /** Number of the row in the file, from 1, the header and blank lines not counted. */
  row: number;
  /** Number of the line in the file that the row begins on, from 1, as editors count. */
  line: number;
  point: TrackPoint;
  /** `point.time` as epoch milliseconds; null where it has none, as only a GPX file's may. */
  eventTime: number | null;
  reason?: undefined;
}

/** A row of a CSV file that is a track point: it has a time. */
export interface CsvGoodRow extends GoodRow {
  eventTime: number;
}

/** A row that is none, and why. */
export interface BadRow {
  row: number;
  line: number;
  /** In words, naming the column and the value. */
  reason: string;
}

/** Tell them apart by `row.reason === undefined`, which a good row is. */
export type TrackRow = GoodRow | BadRow;

/** The same of a CSV file. */
export type CsvRow = CsvGoodRow | BadRow;

/**
 * Makes the function that turns a record's fields into a row. Spaces around the five needed values don't count; the
 * other columns keep theirs.
 */
export function rowReader(
  layout: Layout,
  parseTime: (text: string) => ParsedTime,
): (fields: string[], row: number, line: number) => CsvRow {
  const { columns, position, others } = layout;
  const namesLength = others.reduce((sum, { name }) => sum + name.length, 0);

  // No helper function in here: one made for each row would take longer than the row itself.
  return (fields, row, line) => {
    if (fields.length !== columns) {
      const count = fields.length === 1 ? "1 field" : `${fields.length} fields`;
      return { row, line, reason: `it has ${count}, the header names ${columns}` };
    }
    const id = fields[position.id]?.trim() ?? "";
    if (id === "") return { row, line, reason: "id is empty" };
    const latitude = readCoordinate("latitude", fields[position.latitude] ?? "");
    if (typeof latitude === "string") return { row, line, reason: latitude };
    const longitude = readCoordinate("longitude", fields[position.longitude] ?? "");
    if (typeof longitude === "string") return { row, line, reason: longitude };
    const track_id = fields[position.track_id]?.trim() ?? "";
    if (track_id === "") return { row, line, reason: "track_id is empty" };
    if (track_id.length > MAX_ID_LENGTH) {
      return { row, line, reason: `track_id has more than ${MAX_ID_LENGTH} characters` };
    }
    const time = fields[position.time]?.trim() ?? "";
    if (time === "") return { row, line, reason: "time is empty" };
    const eventTime = parseTime(time);
    if (typeof eventTime === "string") return { row, line, reason: eventTime };
    const point: TrackPoint = { id, latitude, longitude, track_id, time };
    let length = namesLength + id.length + track_id.length;
    for (const other of others) {
      const value = fields[other.position] ?? "";
      point[other.name] = value;
      length += value.length;
    }
    const reason = recordProblem(point, length, columns);
    return reason === undefined ? { row, line, point, eventTime } : { row, line, reason };
  };
}
