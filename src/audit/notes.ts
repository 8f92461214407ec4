import { claimedUnit } from "./claimed-unit";
import { digitsOf } from "./digits";
import { PACKET, type TrackLengths } from "./lengths";
import { isRounded, type Evidence, type Judgement, type ResultRow } from "./verdict";
import { plural } from "../view/quantities";
import { meaningText, percent } from "./words";

/** All that is known of one row. */
interface RowFacts {
  row: ResultRow;
  lengths: TrackLengths | undefined;
  judgement: Judgement;
  fitting: readonly Evidence[];
  contradicted: boolean;
  tolerance: number;
  rowsOfTrack: number;
}

/** What there is to say of a row besides its meaning: why it can't be told, what contradicts it, how far off it is. */
export function notesOn(facts: RowFacts): string {
  const { row, lengths, contradicted, rowsOfTrack } = facts;
  const unknownUnit = typeof row.unit === "string" && claimedUnit(row.unit) === undefined;
  return [
    ...verdictNotes(facts),
    ...(contradicted ? [`the table says ${row.unit}`] : []),
    ...(unknownUnit ? [`the table's unit ${JSON.stringify(row.unit)} is none that is known`] : []),
    ...(rowsOfTrack > 1 ? [`the table has ${rowsOfTrack} rows of this track`] : []),
    ...repeatedNotes(lengths),
  ].join("; ");
}

/** Why a track of the log may be missing from the table. */
export function absentNote(lengths: TrackLengths): string {
  const { points } = lengths;
  const why =
    points < PACKET
      ? `fewer than a packet of ${PACKET}: it is missing where what follows the last full packet is never put out, but whether that is why can't be told`
      : "nothing in the log tells why";
  return [`not in the table, ${plural(points, "point")} in the log: ${why}`, ...repeatedNotes(lengths)].join(
    "; ",
  );
}

function verdictNotes({ row, lengths, judgement, fitting, tolerance }: RowFacts): string[] {
  switch (judgement.verdict) {
    case "unknown-track":
      return ["the log has no record of this track"];
    case "undecidable":
      return ["0 mi = 0 km = 0 m, read once or twice: the track has not moved, so nothing can be told"];
    case "unexplained":
      return [unexplained(row, judgement.nearest)];
    case "several":
      return [`fits several meanings${becauseRounded(row, tolerance)}`];
    case "found":
    case "absent":
      return [...algorithmNotes(row, fitting, tolerance), ...packetNotes(lengths, fitting)];
  }
}

function unexplained(row: ResultRow, nearest: Evidence | undefined): string {
  if (!Number.isFinite(Number(row.distance)) || row.distance === "") return "this is no decimal number";
  if (nearest?.ratio == null) return "nothing that is known comes near it";
  return `nearest: ${meaningText([nearest])}, which is off by ${percent(nearest.ratio)}`;
}

function algorithmNotes(row: ResultRow, fitting: readonly Evidence[], tolerance: number): string[] {
  if (fitting.length < 2 || !isRounded(row, tolerance)) return [];
  return [`fits several algorithms${becauseRounded(row, tolerance)}`];
}

function packetNotes(lengths: TrackLengths | undefined, fitting: readonly Evidence[]): string[] {
  const unflushed = fitting.some(
    ({ history }) => history === "once-unflushed" || history === "twice-unflushed",
  );
  if (!unflushed || lengths?.isWholePackets !== true) return [];
  return [`its ${lengths.points} points are full packets, so that nothing of it was held back`];
}

function becauseRounded(row: ResultRow, tolerance: number): string {
  if (!isRounded(row, tolerance)) return "";
  return `: it has only ${plural(digitsOf(String(row.distance)), "digit")}`;
}

function repeatedNotes(lengths: TrackLengths | undefined): string[] {
  if (lengths === undefined || lengths.repeated === 0) return [];
  return [`${plural(lengths.repeated, "record")} of it came twice in the log and counted once`];
}
