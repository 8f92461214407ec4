import type { Promotion } from "../journal/journal";
import type { PartitionOffsets } from "../kafka/offsets";
import type { Run } from "../processor/runs";
import type { RunInfo } from "../runs/run-info";
import type { Dialect } from "./dialect";
import type { DuckDBTable } from "./duckdb/table";
import type { Origin } from "./origin";
import type { ResultRow } from "./results";
import type { QueryRow } from "./rows";

/**
 * What any sink promises: a database of results whose tables are those of `docs/database.md`, written in steps that
 * are one transaction each, and read by anybody meanwhile.
 */
export interface Sink {
  /** What people call it: a file, or a server's database. Nothing in it is secret. */
  readonly name: string;
  /** How its SQL differs from that of others. */
  readonly dialect: Dialect;

  /**
   * Makes the tables unless they are there.
   *
   * @param topic the one whose outputs are written: the output topic, or that of windows
   * @throws PlayheadError SINK_OTHER_CLUSTER where it was filled from elsewhere, SINK_UNREADABLE, SINK_UNREACHABLE
   */
  store(origin: Origin, topic: string): Promise<Store>;

  /**
   * Runs one query, which can only read, while a writer may be at work.
   *
   * @throws PlayheadError NO_RESULTS where nothing has been written yet, BAD_SQL, SINK_BUSY, SINK_UNREACHABLE
   */
  query(sql: string): Promise<QueryRow[]>;

  /**
   * Runs `work` on what a query brings, as a table that DuckDB can be asked about.
   *
   * @throws PlayheadError as {@link Sink.query}
   */
  withTable<T>(sql: string, work: (table: DuckDBTable) => Promise<T>): Promise<T>;

  /**
   * Has another sink filled beside this one, and puts it in this one's place in one moment, once `fill` has ended.
   * Should it fail, this one is as it was.
   *
   * @throws PlayheadError SINK_OTHER_CLUSTER, SINK_UNREADABLE (somebody else's database is not replaced), SINK_BUSY
   */
  rebuild<T>(origin: Origin, fill: (beside: Sink) => Promise<T>): Promise<Rebuilt<T>>;

  close(): Promise<void>;
}

export interface Rebuilt<T> {
  /** What `fill` has returned. */
  filled: T;
  /** Where what was no database, and stood in the way, has been put. */
  kept: string | undefined;
}

/** A sink as the writer of one topic uses it: every call is one transaction. */
export interface Store {
  /** The next offset to read of each partition of the topic that has been read before. */
  positions(): Promise<PartitionOffsets>;

  /**
   * Writes a step in one transaction, and no other.
   *
   * @param pause awaited, with the rows at hand already, before anything is taken that others have to wait for
   */
  apply(step: Step, pause?: () => Promise<unknown>): Promise<StepOutcome>;
}

/** What one transaction writes. */
export interface Step {
  /** Gone through again where a transaction has to be repeated. */
  rows: Iterable<ResultRow>;
  /**
   * Where the sink must stand for these rows to be the next ones, `undefined` for a partition it knows nothing of,
   * and where it stands after them.
   */
  from: ReadonlyMap<number, number | undefined>;
  to: PartitionOffsets;
  runs: readonly RunInfo[];
  caughtUp: (run: Run) => boolean;
  /** The promotions of the topic that count. */
  promotions: readonly Promotion[];
  /** Whether all that is known to be a run's results is in the sink after this step, so that readers may see it. */
  covers: (runId: string) => boolean;
}

/** Readers were given another run, or none any more. */
export interface ChangeOver {
  from: Run | undefined;
  to: Run | undefined;
}

export interface StepOutcome {
  /** False where the sink stands elsewhere (another writer was quicker, or it is a new one): read on from there. */
  applied: boolean;
  /** Set where readers see another run than before. */
  changedOver: ChangeOver | undefined;
}
