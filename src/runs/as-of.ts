import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import type { PartitionOffsets } from "../kafka/offsets";
import { ownValue, type LogPlace } from "../kafka/own-value";
import type { Names } from "../names";
import { definitionText } from "../processor/processor";
import type { Run, RunProgress } from "../processor/runs";
import { queryTable } from "../view/query-table";
import type { Table } from "../view/table";
import { findRun, type FoundRun } from "./find-run";
import { byNumberThenText } from "./key-order";
import { runOutputs, type RunOutput, type Source } from "./run-outputs";

/** An offset of every partition of the source, or of some of them by number: the others as far as the run has come. */
export type SourceOffsets = number | Readonly<Record<number, number>>;

/** A key's result: the fields of its output that are text, number, true, false or null. */
export type AsOfRow = Record<string, string | number | boolean | null> & {
  key: string;
  /** `partition:offset` of the record that it stems from. */
  source: string;
};

/** The last output of a key. */
export interface LastResult {
  /** JSON text. */
  value: string;
  source: Source;
  /** Where it stands itself. */
  at: LogPlace;
}

/**
 * A run's results as they stood before the source's record at an offset was processed: each key's last output that
 * stems from an earlier record. Read from the output topic in one pass, with memory for one output of each key.
 *
 * Fields of an output that are called `key` or `source` give way to the row's own.
 *
 * @param which the run, or its id
 * @param offsets where the run stood; without it, where it stands now
 * @throws PlayheadError RUN_NOT_FOUND; OFFSET_OUT_OF_RANGE where the run had not begun yet, or has not come so far;
 *   PARTITION_NOT_FOUND, BAD_OPTION; LOG_GAP where outputs are no longer in the topic; FOREIGN_RECORD
 * @example
 * await workbook.asOf(run, 166); // before the record at offset 166
 * await workbook.asOf("distance_calculator:raw-trackpoints:1", { 0: 166, 1: 80 });
 */
export async function resultsAsOf(
  connection: Connection,
  names: Names,
  which: string | Pick<Run, "id">,
  offsets?: SourceOffsets,
): Promise<Table<AsOfRow>> {
  const found = await findRun(connection, names, which);
  const before = limitsOf(found, offsets);
  const results = await lastResults(runOutputs(connection, found), before);
  return asOfTable(found.run, asOfRows(results), before);
}

type Output = Pick<RunOutput, "key" | "value" | "source" | "at">;

/**
 * Of each key the last output that stems from a record before the given offset of its partition. Outputs of one key
 * in one source partition may come in any order, as they do where the output topic was given more partitions.
 */
export async function lastResults(
  outputs: AsyncIterable<Output> | Iterable<Output>,
  before: PartitionOffsets,
): Promise<Map<string, LastResult>> {
  const results = new Map<string, LastResult>();
  for await (const { key, value, source, at } of outputs) {
    if (source.offset >= (before.get(source.partition) ?? 0)) continue;
    const last = results.get(key)?.source;
    if (last?.partition === source.partition && last.offset > source.offset) continue;
    results.set(key, { value: value.toString(), source, at });
  }
  return results;
}

/** A row for each key, numbers first, in their order. */
export function asOfRows(results: ReadonlyMap<string, LastResult>): AsOfRow[] {
  return [...results]
    .sort(([a], [b]) => byNumberThenText(a, b))
    .map(([key, { value, source, at }]) => {
      const output = ownValue<Record<string, unknown>>(at, value);
      const own = [
        ["key", key],
        ["source", `${source.partition}:${source.offset}`],
      ] as const;
      const fields = Object.entries(output).filter(([name, field]) => isScalar(field) && !isOwn(name));
      return Object.fromEntries([own[0], ...fields, own[1]]) as AsOfRow;
    });
}

function isScalar(field: unknown): boolean {
  return field === null || typeof field !== "object";
}

function isOwn(field: string): boolean {
  return field === "key" || field === "source";
}

function asOfTable(run: Run, rows: AsOfRow[], before: PartitionOffsets): Table<AsOfRow> {
  const fields = new Set(rows.flatMap((row) => Object.keys(row).filter((name) => !isOwn(name))));
  const [[, only] = [0, 0], ...others] = before;
  const where =
    others.length === 0
      ? `offset ${only}`
      : `offsets ${[...before].map(([partition, offset]) => `${partition}:${offset}`).join(", ")}`;
  return queryTable(rows, {
    columns: ["key", ...fields, "source"],
    caption: `run ${run.id}, ${definitionText(run.definition)}, as of ${where} of ${run.sourceTopic}`,
  });
}

/**
 * The offset of each partition before which a record counts, if the run has been there.
 *
 * @throws PlayheadError OFFSET_OUT_OF_RANGE, PARTITION_NOT_FOUND, BAD_OPTION
 */
export function limitsOf(
  { run, progress }: Pick<FoundRun, "run" | "progress">,
  offsets: SourceOffsets | undefined,
): PartitionOffsets {
  const limits: PartitionOffsets = new Map(
    [...progress].map(([partition, at]) => [partition, at.nextOffset]),
  );
  if (offsets === undefined) return limits;
  const partitions = new Set([...Array.from({ length: run.partitions }, (_, id) => id), ...progress.keys()]);
  const asked: [number, number][] =
    typeof offsets === "number"
      ? [...partitions].map((partition) => [partition, offsets])
      : Object.entries(offsets).map(([partition, offset]) => [Number(partition), offset]);
  for (const [partition, offset] of asked) {
    if (!partitions.has(partition)) throw noPartition(run, partition, partitions.size);
    if (!Number.isSafeInteger(offset) || offset < 0) throw noOffset(offset);
    const at = progress.get(partition);
    if (at === undefined || offset < at.startOffset || offset > at.nextOffset) {
      throw outOfRange(run, partition, offset, at, typeof offsets === "number" && partitions.size > 1);
    }
    limits.set(partition, offset);
  }
  return limits;
}

function noPartition(run: Run, partition: number, count: number): PlayheadError {
  return new PlayheadError(
    "PARTITION_NOT_FOUND",
    `${run.sourceTopic} has no partition ${partition}, as the run ${run.id} knows it`,
    { remedy: `its partitions are 0 to ${count - 1}` },
  );
}

function noOffset(offset: number): PlayheadError {
  return new PlayheadError("BAD_OPTION", `${offset} is not an offset`, {
    remedy: "give a whole number, 0 or more",
  });
}

function outOfRange(
  run: Run,
  partition: number,
  offset: number,
  at: RunProgress | undefined,
  ofAll: boolean,
): PlayheadError {
  const place = `${run.sourceTopic} partition ${partition}`;
  const covered =
    at === undefined
      ? `has not begun on ${place}`
      : `has gone from offset ${at.startOffset} to ${at.nextOffset} of ${place}`;
  const range = at === undefined ? "leave this partition out" : `from ${at.startOffset} to ${at.nextOffset}`;
  return new PlayheadError(
    "OFFSET_OUT_OF_RANGE",
    `The run ${run.id} ${covered}, so it has no results as of offset ${offset} there`,
    {
      remedy: ofAll
        ? `give an offset for each partition, workbook.asOf(run, { ${partition}: … }), here ${range}`
        : at === undefined
          ? range
          : `give an offset ${range}`,
    },
  );
}
