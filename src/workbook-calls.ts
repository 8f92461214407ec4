import type { CompareOptions } from "./compare/compare";
import type { Config } from "./config";
import type { EmitMode } from "./processor/batch";
import type { Until } from "./processor/targets";
import type { OnProgress } from "./progress";
import type { ExportWanted } from "./sink/export";
import type { Stall } from "./stalls/stall";
import type { PlayheadView } from "./view/tape";
import type { Window } from "./window/in-window";

// What a workbook and its calls can be told.

export interface WorkbookOptions extends Partial<Config> {
  /** Called while something takes its time. */
  onProgress?: OnProgress | undefined;
  /** Called before the embedded broker is started, which takes a second or two. */
  onBrokerStart?: (() => void) | undefined;
  /** Asked when something begins that ends by itself: the signal that ends it earlier, as a cell's interrupt does. */
  interrupt?: (() => AbortSignal | undefined) | undefined;
  /** Called when something has to be waited for that tells of no progress: a member that has died, say. */
  onWaiting?: ((what: string) => void) | undefined;
  /**
   * Called when a partition makes no progress though there is lag, on what follows (`follow`, `followWriting`), and
   * again when it goes on: see {@link Stall}.
   */
  onStalled?: ((stall: Stall) => void) | undefined;
  /** Called when a picture that follows something begins: returns what shows it, each time that it has changed. */
  openView?: (() => (view: PlayheadView) => void) | undefined;
  /** Called when something that follows in the background fails: nobody may be waiting for it. */
  onFailure?: ((error: unknown) => void) | undefined;
}

export interface ProcessCall {
  /** Consumer group; default `distance_calculator`. */
  group?: string;
  /** Topic to read; default `raw-trackpoints`. */
  topic?: string;
  /** Topic to produce to; default `distance-calcs`. */
  output?: string;
  /**
   * Where to end: `{ offset }` of each partition, or `{ time }` (event time), before the first record of then or later.
   * Default: the log's end as of the start, beyond which nothing is waited for.
   */
  until?: Until;
  /**
   * What becomes of a record that is not JSON, lacks a field, or that the step throws at. `stop`, the default: the call
   * ends before the first one. `dead-letter`: it is put aside, see `workbook.deadLetters`.
   */
  badRecords?: "stop" | "dead-letter";
  /** `latest`: of the outputs of one key in one batch only the last one is produced, which a table needs. Default `every`. */
  emit?: EmitMode;
  /**
   * `follow`, the default: the state is that of all records before the playhead. `fresh`: it begins empty at the
   * playhead, so that a distance is one from there on.
   */
  state?: "follow" | "fresh";
  /**
   * Only what lies in this window of event time, see `inWindow`. Group and output topic are then
   * `distance_calculator-window` and `window-distances` by default, so that the live ones are not touched. A group that
   * was given another window before begins anew by itself.
   */
  window?: Window;
  /**
   * `false`: a run that begins with this call is kept aside: readers are given it by `workbook.promote` only. It
   * is part of the run from its first record on: going on with a run, with or without, changes nothing of that.
   * Default true.
   */
  promote?: boolean;
  signal?: AbortSignal;
}

/** A live group, and what becomes of it. */
export interface ReprocessCall extends GroupCall, Pick<ProcessCall, "badRecords" | "signal"> {
  /** The field that the two runs are compared by, and how exactly; see `workbook.compare`. */
  compare?: CompareOptions;
  /** Give the group's name, offsets and state to the new definition, and readers its results, if all checks hold. */
  promote?: boolean;
}

/** A group and the topic it reads. */
export interface GroupCall {
  /** Default `distance_calculator`. */
  group?: string;
  /** Default `raw-trackpoints`. */
  topic?: string;
}

export interface WatchCall {
  /** Default: `raw-trackpoints`. */
  topics?: readonly string[];
  /** Ends it, as `stop()` does. */
  signal?: AbortSignal;
}

export interface AuditCall {
  /** The topic of track points that the table was made from; default `raw-trackpoints`. */
  topic?: string;
  /** The table of the database; default `dist_calc`. */
  table?: string;
  /** How far a number may be from what is expected, relative; default 0.000001. Its digits count besides. */
  tolerance?: number;
  signal?: AbortSignal;
}

export interface WriteCall {
  /** A DuckDB file; default the workbook's own database. */
  db?: string;
  /** Build the database anew from the topic, beside the old one, and put it in its place once it is whole. */
  rebuild?: boolean;
  signal?: AbortSignal;
}

export interface ExportCall extends ExportWanted, Pick<WriteCall, "db"> {}
