import { auditTable } from "./audit/audit";
import { readLengths } from "./audit/read-log";
import type { AuditReport } from "./audit/report";
import { readResults, readSink } from "./audit/table-file";
import type { ResultRow } from "./audit/verdict";
import { BrokerSession } from "./broker/session";
import { compareAsGiven, type CompareCall, type CompareOptions, type RunReference } from "./compare/compare";
import type { Comparison } from "./compare/comparison";
import { PlayheadError } from "./errors";
import { readConfig, type Config } from "./config";
import { requireKnownFormat } from "./home/format";
import { openLog } from "./home/log";
import { secretsOf } from "./home/secrets";
import { ingestFollowing, type FollowingIngest } from "./ingest/follow";
import { guardRun, type GuardOptions } from "./guards/guard-run";
import type { GuardReport } from "./guards/report";
import { ingestFile, type IngestOptions } from "./ingest/ingest";
import type { IngestReport } from "./ingest/report";
import type { Connection } from "./kafka/connection";
import { describeOffsets, listGroups, requireGroup, type GroupOffsets } from "./kafka/groups";
import { checkGroupName, checkTopicName } from "./kafka/legal-names";
import { listOffsets } from "./kafka/offsets";
import { readLog } from "./kafka/log";
import { readTopicOffsets, type TopicOffsets } from "./kafka/topic-offsets";
import { removeByPrefix, removeTopic } from "./kafka/topics";
import { failureFacts, type Log } from "./log";
import { names, type Names } from "./names";
import { readOutputs, type OutputRecord } from "./runs/output-records";
import { PlayheadsReader } from "./playheads/read";
import { PlayheadsWatch } from "./playheads/watch";
import { readDeadLetters, type DeadLetter } from "./processor/dead-letters";
import { iterate, type IteratedOutput } from "./processor/iterate";
import { beginAnew } from "./processor/begin-anew";
import type { Processor, Stage } from "./processor/processor";
import { processFollowing, processUntilCaughtUp, type Following } from "./processor/process";
import type { RunReport } from "./processor/run-report";
import type { Run } from "./processor/runs";
import type { OnProgress } from "./progress";
import { planPromotion, planUnpromotion, type PromotionPlace } from "./promotion/plan";
import type { PromotionPlan } from "./promotion/promotion-plan";
import { liveRun, reprocess } from "./reprocess/reprocess";
import type { Reprocessed } from "./reprocess/reprocessed";
import { replay, type ReplayOptions } from "./replay/replay";
import type { Replay } from "./replay/replay-report";
import type { ReplayRange } from "./replay/range";
import type { RewindPlan } from "./rewind/plan";
import { kafkaConsumerGroups } from "./rewind/kafka-tool";
import { planRewind, type RewindOptions } from "./rewind/rewind";
import type { Scope } from "./rewind/scope";
import type { Target } from "./rewind/targets";
import { planUndo, type UndoPlan } from "./rewind/undo";
import { resultsAsOf, type AsOfRow, type SourceOffsets } from "./runs/as-of";
import { digestOf, type RunDigest } from "./runs/digest";
import { readRunInfos, type RunsWanted } from "./runs/read-run-infos";
import type { RunInfo } from "./runs/run-info";
import { runsTable } from "./runs/runs-table";
import type { SensorCall } from "./sensor/call";
import type { SensorReading } from "./sensor/record";
import type { SensorReport } from "./sensor/report";
import { readReadings } from "./sensor/readings";
import { runSensors } from "./sensor/run";
import { exportResults } from "./sink/export";
import type { ExportReport } from "./sink/export-report";
import { openFileSink, openSink } from "./sink/open-sink";
import { rebuildDatabase } from "./sink/rebuild";
import type { QueryRow } from "./sink/rows";
import { allResultsSql } from "./sink/schema";
import type { Sink } from "./sink/sink";
import { writeFollowing, writeUntilCaughtUp, type FollowingWriter } from "./sink/writer";
import type { WriteReport } from "./sink/write-report";
import * as tables from "./tables";
import { shownRecord, type ShownRecord } from "./tables";
import { requireFile } from "./tracks/csv-file";
import { playheadView, type PlayheadView } from "./view/tape";
import { queryTable } from "./view/query-table";
import type { Table } from "./view/table";
import { planApply } from "./window/apply";
import type { ApplyPlan } from "./window/apply-plan";
import { beginWindow } from "./window/begin-window";
import { inWindow } from "./window/in-window";
import type {
  AuditCall,
  ExportCall,
  GroupCall,
  ProcessCall,
  ReprocessCall,
  WatchCall,
  WorkbookOptions,
  WriteCall,
} from "./workbook-calls";

/**
 * Opens a workbook: a Kafka cluster (the home's own broker, started on first use, or the one that `KAFKA_BROKERS`
 * names), its topics and the home's database.
 *
 * @throws PlayheadError BAD_OPTION, HOME_FORMAT. What needs the broker says so when it is first used.
 * @example
 * const workbook = openWorkbook();
 * await workbook.ingest("data/journeys.csv");
 */
export function openWorkbook(options: WorkbookOptions = {}): Workbook {
  const { onProgress, onBrokerStart, onWaiting, onStalled, openView, onFailure, interrupt, ...config } =
    options;
  return new Workbook(
    { ...readConfig(), ...config },
    { onProgress, onBrokerStart, onWaiting, onStalled, openView, onFailure, interrupt },
  );
}

export class Workbook {
  readonly names: Names;
  /** The database of results. */
  readonly sink: Sink;
  private readonly log: Log;
  private readonly session: BrokerSession;
  private readonly followers = new Set<{ readonly group?: string; stop(): Promise<unknown> }>();
  private watch: PlayheadsWatch | undefined;

  constructor(
    readonly config: Config,
    private readonly listeners: Pick<
      WorkbookOptions,
      "onProgress" | "onBrokerStart" | "onWaiting" | "onStalled" | "openView" | "onFailure" | "interrupt"
    >,
  ) {
    requireKnownFormat(config.home);
    this.names = names(config.prefix);
    this.sink = openSink(config);
    this.log = openLog(config.home, process.env, secretsOf(process.env));
    this.session = new BrokerSession(config, listeners.onBrokerStart, this.log);
  }

  /** The CSV file of the walk-through: `PLAYHEAD_DATA`, or the sample. */
  get dataFile(): string {
    return this.config.dataFile;
  }

  /** Starts the broker if need be and returns its address, `host:port,…`. */
  async brokers(): Promise<string> {
    return this.withBroker((connection) => Promise.resolve(connection.brokers.join(",")));
  }

  /** See {@link ingestFile}. */
  async ingest(file: string, options: IngestOptions = {}): Promise<IngestReport> {
    await requireFile(file);
    return this.withBroker((connection) =>
      ingestFile(this.ingestPlace(connection, options), file, { ...this.endingOptions(options), ...options }),
    );
  }

  /**
   * Ingests in the background, at the pace of `speed`: see {@link ingestFollowing}.
   *
   * @example
   * const live = await workbook.followIngesting("data/journeys.csv", { speed: 60 }); // a minute of event time each second
   * await live.stop(); // or live.done, at the file's end
   */
  async followIngesting(file: string, options: IngestOptions = {}): Promise<FollowingIngest> {
    await requireFile(file);
    return this.withBroker(async (connection) =>
      this.keep(
        await ingestFollowing(this.ingestPlace(connection, options), file, {
          ...this.callOptions({}),
          ...options,
        }),
      ),
    );
  }

  /** See {@link runSensors}. */
  async sensor(call: SensorCall = {}): Promise<SensorReport> {
    const { signal, onProgress } = this.endingOptions(call);
    const { topic = this.names.temperatures } = call;
    checkTopicName(topic);
    const place = { connect: () => this.session.connect(), topic, onProgress };
    try {
      return await runSensors(place, { ...call, ...(signal === undefined ? {} : { signal }) });
    } catch (error) {
      throw await this.session.explain(error);
    }
  }

  /** See {@link readReadings}. */
  async readings(sensor?: string, topic = this.names.temperatures): Promise<Table<SensorReading>> {
    return this.withBroker((connection) => readReadings(connection, topic, sensor));
  }

  /** Topics with their partitions; all of them, or one. */
  async topics(topic?: string): Promise<Table<TopicOffsets>> {
    return this.withBroker(async (connection) =>
      tables.topicsTable(await readTopicOffsets(connection, topic)),
    );
  }

  /** The records of a topic's partition from an offset on, as they stand in the log. */
  async records(topic: string, { partition = 0, from = 0, count = 5 } = {}): Promise<Table<ShownRecord>> {
    return this.withBroker(async (connection) => {
      const until = (await listOffsets(connection, topic, "stable")).get(partition) ?? 0;
      const rows: ShownRecord[] = [];
      for await (const { records } of readLog(connection, { topic, partition, from, until })) {
        rows.push(...records.map(shownRecord).slice(0, count - rows.length));
        if (rows.length >= count) break;
      }
      return tables.recordsTable(rows);
    });
  }

  /** See {@link processUntilCaughtUp}; with a window, {@link inWindow}. */
  async process<State, Value, Output extends object>(
    processor: Processor<State, Value, Output>,
    call: ProcessCall = {},
  ): Promise<RunReport> {
    const { window } = call;
    return this.withBroker(async (connection) => {
      const assignment =
        window === undefined
          ? this.assignment(connection, processor, call)
          : this.assignment(connection, inWindow(processor, window), {
              group: this.names.windowed(this.names.calculator),
              output: this.names.windowOutput,
              ...call,
            });
      if (window !== undefined) await beginWindow(assignment);
      return processUntilCaughtUp(assignment, {
        ...this.endingOptions(call),
        onWaiting: this.listeners.onWaiting,
        until: call.until,
      });
    });
  }

  /** See {@link processFollowing}. */
  async follow<State, Value, Output extends object>(
    processor: Processor<State, Value, Output>,
    call: Omit<ProcessCall, "until" | "window"> = {},
  ): Promise<Following> {
    return this.withBroker(async (connection) =>
      this.keep(
        await processFollowing(this.assignment(connection, processor, call), {
          ...this.callOptions(call),
          onWaiting: this.listeners.onWaiting,
          onStalled: this.listeners.onStalled,
        }),
      ),
    );
  }

  /**
   * Runs a processor over a topic for an experiment, output by output: state in memory, no group, nothing kept.
   *
   * @throws PlayheadError as {@link iterate}
   * @example
   * for await (const { key, output } of workbook.iterate(cumulativeDistance({ unit: "km" }))) …
   */
  async *iterate<State, Value, Output extends object>(
    processor: Processor<State, Value, Output>,
    { topic = this.names.source, ...options }: Pick<ProcessCall, "topic" | "until" | "signal"> = {},
  ): AsyncGenerator<IteratedOutput<Output>> {
    const { signal } = this.endingOptions(options);
    try {
      yield* iterate(await this.session.connect(), processor, topic, { ...options, signal });
    } catch (error) {
      throw await this.session.explain(error);
    }
  }

  /**
   * Computes a new run beside a live group, which goes on meanwhile, and puts the two side by side: see
   * {@link Reprocessed}. Readers see what they saw until it is promoted. Stopped at any time before that, it leaves
   * readers and offsets as they are; called again, it goes on where it was.
   *
   * @throws PlayheadError RUN_NOT_FOUND where the group has made nothing of the topic yet, ABORTED, CHECK_FAILED (with
   *   `promote`), GROUP_ACTIVE (with `promote`, where other processes are members), and as {@link Workbook.process}
   * @example
   * const reprocessed = await workbook.reprocess(cumulativeDistance({ unit: "km" }));
   * await reprocessed.promote();
   */
  async reprocess<State, Value, Output extends object>(
    processor: Processor<State, Value, Output>,
    { promote = false, compare, ...call }: ReprocessCall = {},
  ): Promise<Reprocessed> {
    return this.withBroker(async (connection) => {
      const { names } = this;
      const { group = names.calculator, topic: sourceTopic = names.source } = call;
      const { outputTopic: output } = await liveRun({ connection, names, group, sourceTopic });
      const beside = { ...call, group: names.beside(group), topic: sourceTopic, output };
      const assignment = { ...this.assignment(connection, processor, beside), beside: group };
      const reprocessed = await reprocess({
        ...{ connection, names, group, sourceTopic },
        catchUp: async () => {
          const options = { ...this.endingOptions(call), onWaiting: this.listeners.onWaiting };
          await beginAnew(assignment);
          const report = await processUntilCaughtUp(assignment, options);
          if (options.signal?.aborted === true) throw stoppedBeside(group);
          return report;
        },
        // The database has the walk-through's results only: other runs are compared as their topic has them.
        write: async () =>
          output === names.output
            ? this.write(call.signal === undefined ? {} : { signal: call.signal })
            : undefined,
        compare: (before, after) => this.compare(before, after, compare),
        stopOwn: () => this.stopFollowers(group),
        promote: async (run) => (await this.promote(run)).execute(),
        follow: () => this.follow(processor, { ...call, group, topic: sourceTopic, output }),
      });
      return promote ? reprocessed.promoteIfPassed() : reprocessed;
    });
  }

  /**
   * Runs several processors over one reading of a topic, to compare what they make of it and what they cost: nothing is
   * committed or written. See {@link replay}.
   *
   * @throws PlayheadError as {@link replay}
   * @example
   * const replayed = await workbook.replay(workbook.names.source, {}, {
   *   haversine: cumulativeDistance({ unit: "m", algorithm: "haversine" }),
   *   geodesic: cumulativeDistance({ unit: "m" }),
   * });
   * await replayed.compare("haversine", "geodesic");
   */
  async replay<Processors extends Readonly<Record<string, Stage>>>(
    topic: string,
    range: ReplayRange,
    processors: Processors,
    options: Omit<ReplayOptions, "onProgress"> = {},
  ): Promise<Replay<Extract<keyof Processors, string>>> {
    const { signal, onProgress } = this.endingOptions(options);
    return this.withBroker((connection) =>
      replay(
        connection,
        topic,
        range,
        processors as Readonly<Record<Extract<keyof Processors, string>, Stage>>,
        { ...options, signal, onProgress },
      ),
    );
  }

  /**
   * The records that a group has put aside (`badRecords: "dead-letter"`), in the order in which that happened. Once
   * the processor is mended, what comes after the first of them has to be processed again, as order matters: the
   * caption tells how.
   */
  async deadLetters(call: GroupCall = {}): Promise<Table<DeadLetter>> {
    const { group = this.names.calculator, topic = this.names.source } = call;
    checkGroupName(group);
    return this.withBroker(async (connection) => {
      const letters = await readDeadLetters(connection, this.names.deadLetters(group, topic));
      return tables.deadLettersTable(letters, { group, topic });
    });
  }

  /** See {@link writeUntilCaughtUp}; with `rebuild`, {@link rebuildDatabase}. */
  async write({ rebuild = false, ...call }: WriteCall = {}): Promise<WriteReport> {
    const write = rebuild ? rebuildDatabase : writeUntilCaughtUp;
    return this.withBroker((connection) =>
      write(this.writerPlace(connection, call), this.endingOptions(call)),
    );
  }

  /** See {@link writeFollowing}. */
  async followWriting(call: Omit<WriteCall, "rebuild"> = {}): Promise<FollowingWriter> {
    return this.withBroker(async (connection) =>
      this.keep(
        await writeFollowing(this.writerPlace(connection, call), {
          ...this.callOptions(call),
          onProgress: undefined,
          onStalled: this.listeners.onStalled,
        }),
      ),
    );
  }

  /**
   * Asks the database, whether a writer is at work on it or not. Without a query: every track, as readers see it.
   *
   * @throws PlayheadError NO_RESULTS, BAD_SQL, SINK_BUSY
   * @example
   * await workbook.query("SELECT avg(distance) AS average, max(unit) AS unit FROM dist_calc");
   */
  async query(sql?: string, { db }: Pick<WriteCall, "db"> = {}): Promise<Table<QueryRow>> {
    const sink = this.sinkOf(db);
    return queryTable(await sink.query(sql ?? allResultsSql(sink.dialect)));
  }

  /**
   * Writes results into a Parquet or CSV file, by its ending: those that readers see, or a run's, or a query's. See
   * {@link exportResults}.
   *
   * @throws PlayheadError as {@link exportResults}
   * @example
   * await workbook.export("results.parquet"); // what dist_calc shows
   * await workbook.export("far.csv", { sql: "SELECT * FROM dist_calc WHERE distance > 10", overwrite: true });
   */
  async export(file: string, { db, ...wanted }: ExportCall = {}): Promise<ExportReport> {
    return exportResults(this.sinkOf(db), file, wanted);
  }

  /**
   * All consumer groups, with a prefix those whose names begin with it, or the one that is named; with the columns of `kafka-consumer-groups --describe`.
   *
   * @throws PlayheadError GROUP_NOT_FOUND; BAD_OPTION where no group can have that name
   */
  async groups(group?: string): Promise<Table<GroupOffsets>> {
    if (group !== undefined) checkGroupName(group);
    return this.withBroker(async (connection) => {
      const { prefix } = this.config;
      const own = async (): Promise<string[]> =>
        (await listGroups(connection)).filter((name) => name.startsWith(prefix));
      const which = group === undefined ? await own() : [group];
      const rows = await describeOffsets(connection, which);
      if (group !== undefined && rows.length === 0) await requireGroup(connection, group);
      const isEvery = group === undefined && (prefix === "" || which.length === 0);
      const scope = isEvery ? ["--all-groups"] : which.flatMap((name) => ["--group", name]);
      return tables.groupsTable(rows, kafkaConsumerGroups(connection, "--describe", ...scope));
    });
  }

  /**
   * The playheads of the groups on the partitions of a topic, or of several (default `raw-trackpoints`), as a picture.
   *
   * @throws PlayheadError TOPIC_NOT_FOUND
   * @example
   * const view = await workbook.playheads("raw-trackpoints", "distance-calcs");
   * await fs.writeFile("playheads.svg", view.svg); // a whole SVG document; view.text is the same in characters
   */
  async playheads(...topics: string[]): Promise<PlayheadView> {
    return this.withBroker(async (connection) =>
      playheadView(await this.playheadsReader(connection, topics).read()),
    );
  }

  /**
   * The same picture, kept up to date: in a cell it follows the groups while this and later cells run, until `stop()`,
   * the signal, or the end of the workbook or the kernel. There is one at a time: the next call ends the one before.
   *
   * @throws PlayheadError TOPIC_NOT_FOUND
   * @example
   * const live = await workbook.watchPlayheads();
   * await workbook.process(cumulativeDistance({ unit: "km" })); // the playhead moves in the picture above
   * await live.stop(); // the last picture stays; it is live.view
   */
  async watchPlayheads({ topics = [], signal }: WatchCall = {}): Promise<PlayheadsWatch> {
    await this.watch?.stop();
    return this.withBroker(async (connection) => {
      const reader = this.playheadsReader(connection, topics);
      const watch = await PlayheadsWatch.begin(() => reader.read(), {
        onView: this.listeners.openView?.(),
        signal: signal ?? this.listeners.interrupt?.(),
      });
      return (this.watch = this.keep(watch));
    });
  }

  /** See {@link planRewind}: a dry run, until `execute()` is called on it. */
  async rewind(group: string, target: Target, scope?: Scope, options?: RewindOptions): Promise<RewindPlan> {
    checkGroupName(group);
    return this.withBroker((connection) =>
      planRewind({ connection, names: this.names }, group, target, scope, options),
    );
  }

  /**
   * See {@link planUndo}: a dry run, until `execute()` is called on it.
   *
   * @throws PlayheadError NOTHING_TO_UNDO
   * @example
   * const plan = await workbook.undo(); // what was done last, by whom, and what taking it back would do
   * await plan.execute();
   */
  async undo(options?: RewindOptions): Promise<UndoPlan> {
    return this.withBroker((connection) =>
      planUndo(
        { connection, names: this.names },
        (entry) => planUnpromotion(this.promotionPlace(connection), entry),
        options,
      ),
    );
  }

  /**
   * See {@link planPromotion}: a dry run, until `execute()` is called on it.
   *
   * @example
   * const plan = await workbook.promote("distance_calculator:raw-trackpoints:1");
   * await plan.execute(); // dist_calc shows that run
   */
  async promote(run: string | Pick<Run, "id">): Promise<PromotionPlan> {
    const id = typeof run === "string" ? run : run.id;
    return this.withBroker((connection) => planPromotion(this.promotionPlace(connection), id));
  }

  /**
   * The runs of all groups, or of one, the newest first: where each comes from, and how far it is.
   *
   * @example
   * const [latest] = await workbook.runs({ group: "distance_calculator" });
   */
  async runs(wanted: RunsWanted = {}): Promise<Table<RunInfo>> {
    return this.withBroker(async (connection) =>
      runsTable(await readRunInfos(connection, this.names, wanted)),
    );
  }

  /**
   * Every step's output of a run, from the topic it was produced to.
   *
   * @throws PlayheadError TOPIC_NOT_FOUND, FOREIGN_RECORD
   */
  async outputs<Output = Record<string, unknown>>(
    run: Pick<Run, "id" | "outputTopic">,
  ): Promise<OutputRecord<Output>[]> {
    return this.withBroker(async (connection) => {
      const records: OutputRecord<Output>[] = [];
      for await (const record of readOutputs<Output>(connection, run.outputTopic, run.id))
        records.push(record);
      return records;
    });
  }

  /** See {@link resultsAsOf}. */
  async asOf(run: string | Pick<Run, "id">, offsets?: SourceOffsets): Promise<Table<AsOfRow>> {
    return this.withBroker((connection) => resultsAsOf(connection, this.names, run, offsets));
  }

  /** See {@link digestOf}. */
  async digest(run: string | Pick<Run, "id">): Promise<RunDigest> {
    return this.withBroker((connection) => digestOf(connection, this.names, run));
  }

  /**
   * The results of two runs, key by key: which were added, removed or changed, and by how much, whatever their units;
   * with more than two, each beside the first. See {@link compareRuns}.
   *
   * @throws PlayheadError RUN_NOT_FOUND, NO_RESULTS, BAD_OPTION on a field or tolerance that can't be used, SINK_BUSY
   * @example
   * await workbook.compare(miles, kilometres, { tolerance: { absolute: 5, unit: "m" } });
   */
  async compare(before: RunReference, after: RunReference, options?: CompareOptions): Promise<Comparison>;
  async compare(
    before: RunReference,
    after: RunReference,
    third: RunReference,
    ...more: (RunReference | CompareOptions)[]
  ): Promise<Table<Comparison>>;
  async compare(...given: CompareCall): Promise<Comparison | Table<Comparison>>;
  async compare(...given: readonly unknown[]): Promise<Comparison | Table<Comparison>> {
    const place = {
      sink: this.sink,
      names: this.names,
      withConnection: <T>(work: (connection: Connection) => Promise<T>) => this.withBroker(work),
    };
    return compareAsGiven(place, given.filter((one) => one !== undefined) as unknown as CompareCall);
  }

  /**
   * Finds out what the numbers in a table of distances are, row by row, from the log: unit, history, algorithm. The log
   * is read once; nothing is written.
   *
   * @param table a CSV file with the columns `track_id`, `distance` and `unit` (if it is there), a DuckDB file, or rows;
   *   default the workbook's own database
   * @throws PlayheadError as {@link readResults} and {@link readLengths}; NO_RESULTS; BAD_OPTION
   * @example
   * const report = await workbook.audit("data/mixed-results.csv");
   * report.summary; // "Mixed: 10 rows, 2 in km once, 1 in mi once, …"
   */
  async audit(
    table?: string | readonly ResultRow[],
    { topic = this.names.source, table: name, tolerance, signal }: AuditCall = {},
  ): Promise<AuditReport> {
    const rows =
      typeof table === "string"
        ? await readResults(table, name)
        : (table ?? (await readSink(this.sink, name)));
    return this.withBroker(async (connection) => {
      const reading = this.endingOptions({ signal });
      return auditTable(rows, await readLengths(connection, topic, reading), tolerance);
    });
  }

  /**
   * Compares what a run has put out with the log that it was made from: see {@link guardRun}.
   *
   * @param run the run, or its id
   * @throws PlayheadError as {@link guardRun}
   * @example
   * const report = await workbook.guard(run, { kmPerHour: 90, timeResolutionMs: 60_000 });
   * report.require(); // stops here unless all guards hold
   */
  async guard(run: string | { id: string }, options?: GuardOptions): Promise<GuardReport> {
    return this.withBroker((connection) => guardRun(connection, this.names, run, options));
  }

  /** See {@link planApply}: a dry run, until `execute()` is called on it. */
  async applyWindow({ id }: RunReference): Promise<ApplyPlan> {
    return this.withBroker((connection) => planApply(this.promotionPlace(connection), id));
  }

  /**
   * Deletes a topic with all its records, and a group with its offsets: an experiment's own, to begin it anew.
   * Returns whether there was such a topic.
   */
  async removeTopic(topic: string, group: string): Promise<boolean> {
    return this.withBroker((connection) => removeTopic(connection, topic, group));
  }

  /** Removes this workbook's topics and groups: for one with a prefix of its own, on a cluster that others use. */
  async removeTopics(): Promise<void> {
    const { prefix } = this.config;
    await this.withBroker((connection) => removeByPrefix(connection, prefix));
  }

  /** Stops what still follows and ends the connections. The broker goes on. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.followers].map((follower) => follower.stop()));
    await this.sink.close();
    await this.session.close();
  }

  private playheadsReader(connection: Connection, topics: readonly string[]): PlayheadsReader {
    return new PlayheadsReader(
      connection,
      this.names.runs,
      topics.length === 0 ? [this.names.source] : topics,
    );
  }

  private async withBroker<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    try {
      return await work(await this.session.connect());
    } catch (error) {
      const explained = await this.session.explain(error);
      this.log.note("error", "call failed", failureFacts(explained));
      throw explained;
    }
  }

  private assignment<State, Value, Output extends object>(
    connection: Connection,
    processor: Processor<State, Value, Output>,
    call: ProcessCall,
  ) {
    const { group = this.names.calculator, topic = this.names.source, output = this.names.output } = call;
    // Before anything is made under one of them.
    checkGroupName(group);
    checkTopicName(output);
    const { badRecords = "stop", emit = "every", state = "follow", promote = true } = call;
    const place = { connection, names: this.names, group, sourceTopic: topic, outputTopic: output };
    return { ...place, processor, badRecords, emit, state, promote };
  }

  private ingestPlace(connection: Connection, { topic = this.names.source }: Pick<IngestOptions, "topic">) {
    return { connection, ledgerTopic: this.names.ledger, topic, home: this.config.home };
  }

  private promotionPlace(connection: Connection): PromotionPlace {
    const { names, sink } = this;
    return { connection, names, sink, write: () => this.write() };
  }

  private writerPlace(connection: Connection, { db }: Pick<WriteCall, "db">) {
    const sink = this.sinkOf(db);
    // One group can mirror one sink only; another one's offsets are in itself.
    const group = sink.name === this.sink.name ? this.names.writer : undefined;
    return { connection, names: this.names, sink, group };
  }

  private sinkOf(db: string | undefined): Sink {
    return db === undefined ? this.sink : openFileSink(db);
  }

  /** For a call that ends by itself: what follows goes on after its cell, this does not. */
  private endingOptions({ signal = this.listeners.interrupt?.() }: { signal?: AbortSignal | undefined }) {
    return this.callOptions(signal === undefined ? {} : { signal });
  }

  private callOptions({ signal }: { signal?: AbortSignal }): {
    signal?: AbortSignal;
    onProgress: OnProgress | undefined;
  } {
    return { onProgress: this.listeners.onProgress, ...(signal ? { signal } : {}) };
  }

  /** Stops this workbook's own members of a group; whether there were any. */
  private async stopFollowers(group: string): Promise<boolean> {
    const own = [...this.followers].filter((follower) => follower.group === group);
    await Promise.all(own.map((follower) => follower.stop()));
    return own.length > 0;
  }

  private keep<
    F extends { readonly group?: string; stop(): Promise<unknown>; readonly done: Promise<unknown> },
  >(follower: F): F {
    this.followers.add(follower);
    follower.done
      .catch((error: unknown) => {
        this.log.note("error", "follower failed", { group: follower.group, ...failureFacts(error) });
        this.listeners.onFailure?.(error);
      })
      .finally(() => this.followers.delete(follower));
    return follower;
  }
}

function stoppedBeside(group: string): PlayheadError {
  return new PlayheadError("ABORTED", `Stopped before the new run beside ${group} was whole`, {
    remedy: "call it again to go on where it was; readers, and the group's offsets, are as they were",
  });
}
