import type { DuckDBConnection } from "@duckdb/node-api";
import { badField, chooseField, numericFields, type ChosenField } from "./fields";
import type { DuckDBTable } from "../sink/duckdb/table";
import { DEFAULT_TOLERANCE, parseTolerance, type BaseTolerance, type Tolerance } from "./tolerance";
import { PlayheadError } from "../errors";
import { literal } from "../sink/quote";
import { baseSql, measureOf, quantitySql, type Measure } from "./units";

export interface CompareOptions {
  /** The field of the results that is compared. Default `distance`, else the only one that is a number. */
  field?: string;
  /** Default: a billionth of the larger one. */
  tolerance?: Tolerance;
}

/** What has become of a key. `incomparable`: its units can't be converted, or a side has no number. */
export type RowClass = "added" | "removed" | "changed" | "equal" | "incomparable";

export type RowCounts = Record<RowClass, number>;

/** One key in two runs. A side is `null` where its run has no number for the key. */
export interface ComparedRow {
  key: string;
  before: number | null;
  beforeUnit: string | null;
  after: number | null;
  afterUnit: string | null;
  /** `after` divided by `before`, as the numbers stand; `null` where either is missing or `before` is 0. */
  ratio: number | null;
  /** `after` minus `before` in the comparison's unit; `null` where that can't be said. */
  difference: number | null;
  /** What has become of it. */
  change: RowClass;
}

/** One bar of the histogram: how many of the changed rows differ by `from` up to `to`. */
export interface DifferenceBin {
  from: number;
  to: number;
  rows: number;
}

/** Two runs, key by key, in numbers that fit into a cell. */
export interface RowDiff {
  before: string;
  after: string;
  field: string;
  /** The unit of all differences: that of most results after, "" where they name none. */
  unit: string;
  counts: RowCounts;
  units: { before: string[]; after: string[] };
  /** Of the differences without their sign, over all rows that can be compared; `null` without any. */
  difference: { largest: number; mean: number; median: number } | null;
  /** All rows in the order of their keys; of more than {@link ROWS} the first so many that are not equal. */
  rows: ComparedRow[];
  /** Whether these are all. */
  complete: boolean;
  /** The changed rows that differ most. */
  largest: ComparedRow[];
  /** For a picture: `before` and `after` of some rows, both in `unit`, the same ones at each call. */
  sample: { key: string; before: number; after: number }[];
  bins: DifferenceBin[];
}

/** Rows that are brought out of the database at most, and of those that differ most. */
const ROWS = 1000;
const LARGEST = 20;
const SAMPLE = 2000;
const BINS = 40;

const CLASSES: readonly RowClass[] = ["added", "removed", "changed", "equal", "incomparable"];
/** Numbers first, in their order. */
const IN_ORDER = "ORDER BY TRY_CAST(key AS DOUBLE) NULLS LAST, key";

/**
 * Compares the results of two runs key by key, in the database: what comes out does not grow with them.
 *
 * @throws PlayheadError NO_RESULTS, BAD_OPTION on a field or a tolerance that can't be used
 */
export async function diffRuns(
  results: DuckDBTable,
  before: string,
  after: string,
  options: CompareOptions = {},
): Promise<RowDiff> {
  const tolerance = parseTolerance(options.tolerance ?? DEFAULT_TOLERANCE);
  const fields = await numericFields(results, [before, after]);
  const chosen = chooseField(options.field, fields);
  const { field } = chosen;
  const { connection } = results;
  await connection.run(diffSql(results.table, chosen, tolerance), [before, after]);
  try {
    const groups = await readGroups(connection);
    if (groups.every(({ hasNumber }) => !hasNumber)) {
      throw badField(`No result has a number ${JSON.stringify(field)}`, fields);
    }
    requireQuantity(groups, tolerance);
    const unit = unitOf(groups);
    const counts = Object.fromEntries(CLASSES.map((name) => [name, 0])) as RowCounts;
    for (const { change, rows } of groups) counts[change] += rows;
    const total = Object.values(counts).reduce((sum, rows) => sum + rows, 0);
    const complete = total <= ROWS;
    const measure = measureOf(unit);
    const ask = new Asking(connection, measure);
    const statistics = await ask.statistics();
    return {
      ...{ before, after, field, unit, counts, complete },
      units: {
        before: unitsIn(groups.map(({ beforeUnit }) => beforeUnit)),
        after: unitsIn(groups.map(({ afterUnit }) => afterUnit)),
      },
      difference: statistics.difference,
      rows: await ask.rows(`${complete ? "" : "WHERE change <> 'equal'"} ${IN_ORDER} LIMIT ${ROWS}`),
      largest: await ask.rows(`WHERE change = 'changed' ORDER BY abs(y - x) DESC, key LIMIT ${LARGEST}`),
      sample: await ask.sample(),
      bins: await ask.bins(statistics),
    };
  } finally {
    await connection.run("DROP TABLE diff");
  }
}

/** x and y are before and after in the base unit. */
function diffSql(table: string, { field, hasUnit }: ChosenField, tolerance: BaseTolerance): string {
  const near =
    "relative" in tolerance
      ? `abs(y - x) <= ${tolerance.relative}::DOUBLE * greatest(abs(x), abs(y))`
      : `abs(y - x) <= ${tolerance.absolute}::DOUBLE`;
  // Both fields of a result in one look at its JSON, which is what takes the time.
  const fields = `json_extract_string(value, [${pointer(field)}, ${pointer("unit")}])`;
  const side = (run: string): string => `
    (SELECT key, value, unit, ${baseSql("unit", "value")} AS base, ${quantitySql("unit")} AS quantity FROM
      (SELECT key, TRY_CAST(fields[1] AS DOUBLE) AS value, ${hasUnit ? "coalesce(fields[2], '')" : "''"} AS unit FROM
        (SELECT key, ${fields} AS fields FROM ${table} WHERE run_id = ${run})))`;
  return `
    CREATE OR REPLACE TEMP TABLE diff AS
    SELECT *, CASE
      WHEN a_key IS NULL THEN 'added' WHEN b_key IS NULL THEN 'removed'
      WHEN x IS NULL OR y IS NULL OR a_quantity <> b_quantity THEN 'incomparable'
      WHEN ${near} THEN 'equal' ELSE 'changed' END AS change
    FROM (
      SELECT coalesce(a.key, b.key) AS key, a.key AS a_key, b.key AS b_key, a.value AS before, a.unit AS before_unit,
        b.value AS after, b.unit AS after_unit, a.base AS x, b.base AS y, a.quantity AS a_quantity,
        b.quantity AS b_quantity
      FROM ${side("$1")} a FULL JOIN ${side("$2")} b ON a.key = b.key)`;
}

/** A field by its JSON pointer (RFC 6901), as an SQL literal: a name may have any characters. */
function pointer(field: string): string {
  return literal(`/${field.replaceAll("~", "~0").replaceAll("/", "~1")}`);
}

interface Group {
  change: RowClass;
  beforeUnit: string | null;
  afterUnit: string | null;
  rows: number;
  hasNumber: boolean;
}

async function readGroups(connection: DuckDBConnection): Promise<Group[]> {
  const reader = await connection.runAndReadAll(`
    SELECT change, before_unit, after_unit, count(*), count(before) + count(after) > 0 FROM diff
    GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3`);
  return reader.getRowsJS().map(([change, beforeUnit, afterUnit, rows, hasNumber]) => ({
    change: change as RowClass,
    beforeUnit: textOf(beforeUnit),
    afterUnit: textOf(afterUnit),
    rows: Number(rows),
    hasNumber: hasNumber === true,
  }));
}

/** The unit of most results after that can be compared; where none can, of most results there are. */
function unitOf(groups: readonly Group[]): string {
  const compared = groups.find(({ change }) => change === "changed" || change === "equal");
  return compared?.afterUnit ?? groups[0]?.afterUnit ?? groups[0]?.beforeUnit ?? "";
}

function unitsIn(units: readonly (string | null)[]): string[] {
  return [...new Set(units.flatMap((unit) => (unit === null || unit === "" ? [] : [unit])))];
}

function requireQuantity(groups: readonly Group[], tolerance: BaseTolerance): void {
  if ("relative" in tolerance) return;
  const other = groups.find(
    ({ change, afterUnit }) =>
      (change === "changed" || change === "equal") &&
      measureOf(afterUnit ?? "").quantity !== tolerance.quantity,
  );
  if (other === undefined) return;
  const name = (unit: string | null): string =>
    unit === null || unit === "" ? "without a unit" : `in ${unit}`;
  throw new PlayheadError(
    "BAD_OPTION",
    `A tolerance ${name(tolerance.unit)} can't be applied to results ${name(other.afterUnit)}`,
    { remedy: "give it in a unit of the results' kind, or as a part of the larger one: 1e-6" },
  );
}

interface Statistics {
  difference: RowDiff["difference"];
  /** Of the changed rows, with their sign; `null` without any. */
  span: { from: number; to: number } | null;
}

/** Asks the table of differences, with numbers in the comparison's unit. */
class Asking {
  private readonly difference: string;
  private readonly ofUnit: string;

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly measure: Measure,
  ) {
    this.difference = `(y - x) / ${measure.factor}::DOUBLE`;
    this.ofUnit = `change IN ('changed', 'equal') AND a_quantity = ${literal(measure.quantity)}`;
  }

  async statistics(): Promise<Statistics> {
    const [row = []] = await this.ask(`
      SELECT max(abs(d)), avg(abs(d)), median(abs(d)), min(d) FILTER (change = 'changed'), max(d) FILTER (change = 'changed')
      FROM (SELECT ${this.difference} AS d, change FROM diff WHERE ${this.ofUnit})`);
    const [largest, mean, median, from, to] = row.map(numberOf);
    return {
      difference: isNumber(largest) && isNumber(mean) && isNumber(median) ? { largest, mean, median } : null,
      span: isNumber(from) && isNumber(to) ? { from, to } : null,
    };
  }

  async rows(which: string): Promise<ComparedRow[]> {
    const rows = await this.ask(`
      SELECT key, before, before_unit, after, after_unit, CASE WHEN before <> 0 THEN after / before END,
        CASE WHEN ${this.ofUnit} THEN ${this.difference} END, change
      FROM diff ${which}`);
    return rows.map(([key, before, beforeUnit, after, afterUnit, ratio, difference, change]) => ({
      key: String(key),
      before: numberOf(before),
      beforeUnit: textOf(beforeUnit) || null,
      after: numberOf(after),
      afterUnit: textOf(afterUnit) || null,
      ratio: numberOf(ratio),
      difference: numberOf(difference),
      change: change as RowClass,
    }));
  }

  async sample(): Promise<RowDiff["sample"]> {
    const { factor, offset } = this.measure;
    const inUnit = (base: string): string => `${base} / ${factor}::DOUBLE - ${offset}`;
    const rows = await this.ask(`
      SELECT key, ${inUnit("x")}, ${inUnit("y")} FROM diff WHERE ${this.ofUnit} ORDER BY hash(key), key LIMIT ${SAMPLE}`);
    return rows.map(([key, before, after]) => ({
      key: String(key),
      before: Number(before),
      after: Number(after),
    }));
  }

  async bins({ span }: Statistics): Promise<DifferenceBin[]> {
    if (span === null) return [];
    const { from, to } = span;
    const step = (to - from) / BINS;
    const bin =
      step === 0
        ? "0"
        : `greatest(0, least(floor((${this.difference} - ${from}) / ${step}::DOUBLE), ${BINS - 1}))`;
    const rows = await this.ask(
      `SELECT ${bin}, count(*) FROM diff WHERE change = 'changed' AND ${this.ofUnit} GROUP BY 1`,
    );
    const counts = new Map(rows.map(([at, count]) => [Number(at), Number(count)]));
    return Array.from({ length: step === 0 ? 1 : BINS }, (_, at) => ({
      from: from + at * step,
      to: from + (at + 1) * step,
      rows: counts.get(at) ?? 0,
    }));
  }

  private async ask(sql: string): Promise<unknown[][]> {
    return (await this.connection.runAndReadAll(sql)).getRowsJS();
  }
}

function numberOf(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === "number";
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
