import { PlayheadError } from "../errors";
import { badCsv, quoted } from "./csv-errors";
import { TRACK_COLUMNS, type TrackColumn } from "./track-point";

/** Where in a row the columns stand. */
export interface Layout {
  /** How many fields a row must have. */
  columns: number;
  /** Position of each column that is needed, from 0. */
  position: Record<TrackColumn, number>;
  /** The other columns: their names and positions. */
  others: { name: string; position: number }[];
}

/** How many of a header's names a message shows. */
const NAMES_SHOWN = 20;

/**
 * Finds the columns by the header's names, in any order. Spaces around a name don't count; a needed column may be
 * written in other letter case ("Latitude") where the exact name is not there. A column without a name is called
 * column_3, after its position from 1.
 *
 * @throws PlayheadError MISSING_COLUMN naming what is missing and what is there; BAD_CSV for a name that is there
 * twice.
 */
export function readHeader(file: string, fields: string[], line: number): Layout {
  const names = fields.map((field, index) => field.trim() || `column_${index + 1}`);
  const position = {} as Record<TrackColumn, number>;
  const missing: string[] = [];
  for (const column of TRACK_COLUMNS) {
    const exact = names.indexOf(column);
    const found = exact === -1 ? names.findIndex((name) => name.toLowerCase() === column) : exact;
    if (found === -1) missing.push(column);
    else names[found] = column;
    position[column] = found;
  }
  if (missing.length > 0) throw missingColumn(file, missing, names);
  // Property names of an object: a second one would overwrite the first, and __proto__ would vanish.
  const seen = new Set<string>();
  const unusable = names.find((name) => name === "__proto__" || seen.size === seen.add(name).size);
  if (unusable !== undefined) {
    const reason = `the header names the column ${quoted(unusable)}`;
    throw badCsv(
      file,
      line,
      `${reason}${unusable === "__proto__" ? "" : " twice"}`,
      "rename or remove that column",
    );
  }
  const needed = new Set<string>(TRACK_COLUMNS);
  const others = names.flatMap((name, index) => (needed.has(name) ? [] : [{ name, position: index }]));
  return { columns: names.length, position, others };
}

function missingColumn(file: string, missing: string[], names: string[]): PlayheadError {
  const shown = names.slice(0, NAMES_SHOWN).map(quoted).join(", ");
  const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : "";
  const which = missing.length === 1 ? "the column" : "the columns";
  return new PlayheadError(
    "MISSING_COLUMN",
    `${file} lacks ${which} ${missing.map(quoted).join(", ")}. Its first line names ${shown}${more}`,
    { remedy: missingRemedy(names) },
  );
}

function missingRemedy(names: string[]): string {
  const [only] = names;
  const needed = `the first line must name ${TRACK_COLUMNS.join(", ")}, in any order`;
  if (names.length > 1 || only === undefined) return needed;
  if (only.includes("\r"))
    return "save it with LF or CRLF line ends: its lines end in a carriage return alone";
  const separator = [";", "\t", "|"].find((candidate) => only.includes(candidate));
  return separator === undefined
    ? needed
    : `separate the columns by commas, not by ${quoted(separator)}; ${needed}`;
}
