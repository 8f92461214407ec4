import { toNumberOrText, type ResultValue } from "../rows";

/** Object ids of PostgreSQL's types: https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat */
const TYPE = {
  bool: 16,
  int8: 20,
  int2: 21,
  int4: 23,
  float4: 700,
  float8: 701,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  numeric: 1700,
} as const;

/** What DuckDB calls the type that a column of PostgreSQL's becomes in it. */
export type ColumnType = "BOOLEAN" | "INTEGER" | "BIGINT" | "DOUBLE" | "TIMESTAMP" | "VARCHAR";

export function columnType(oid: number): ColumnType {
  switch (oid) {
    case TYPE.bool:
      return "BOOLEAN";
    case TYPE.int2:
    case TYPE.int4:
      return "INTEGER";
    case TYPE.int8:
      return "BIGINT";
    case TYPE.float4:
    case TYPE.float8:
    case TYPE.numeric:
      return "DOUBLE";
    case TYPE.date:
    case TYPE.timestamp:
    case TYPE.timestamptz:
      return "TIMESTAMP";
    default:
      return "VARCHAR";
  }
}

/** How a value, which comes as text, is told in JavaScript; as the DuckDB sink tells it. */
export function valueParser(oid: number): (text: string) => ResultValue {
  switch (oid) {
    case TYPE.numeric:
      return (text) => (/^-?\d+$/.test(text) ? toNumberOrText(BigInt(text)) : Number(text));
    case TYPE.timestamptz:
      // In UTC, as the session is.
      return (text) => toMoment(text.replace(/\+00$/, ""));
    case TYPE.date:
      return (text) => toMoment(`${text} 00:00:00`);
    default:
  }
  switch (columnType(oid)) {
    case "BOOLEAN":
      return (text) => text === "t";
    case "BIGINT":
      return (text) => toNumberOrText(BigInt(text));
    case "INTEGER":
    case "DOUBLE":
      return Number;
    case "TIMESTAMP":
      return toMoment;
    case "VARCHAR":
      return (text) => text;
  }
}

/** A moment in UTC; as PostgreSQL writes it where JavaScript has none such: `infinity`, or before Christ. */
function toMoment(text: string): Date | string {
  const moment = new Date(`${text.replace(" ", "T")}Z`);
  return Number.isNaN(moment.getTime()) ? text : moment;
}
