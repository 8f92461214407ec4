import { PlayheadError } from "../errors";
import { JournalReader } from "../journal/journal";
import type { PartitionOffsets } from "../kafka/offsets";
import { ensureTopic } from "../kafka/topics";
import { RunsReader } from "../processor/runs";
import { TopicWriter, type Sources, type WriteOptions, type WriterPlace } from "./topic-writer";
import { WriteReport } from "./write-report";

/** The work on one sink, from call to call of {@link SinkWriter.catchUp}: the output topic's, and that of windows. */
export class SinkWriter {
  private windows: TopicWriter | undefined;

  private constructor(
    private readonly place: WriterPlace,
    private readonly options: WriteOptions,
    private readonly sources: Sources,
    private readonly main: TopicWriter,
  ) {}

  /** @param shownAs the name that the report gives, where what is written is a draft */
  static async open(
    place: WriterPlace,
    options: WriteOptions,
    shownAs = place.sink.name,
  ): Promise<SinkWriter> {
    const { connection, names } = place;
    for (const topic of [names.runs, names.journal])
      await ensureTopic(connection, { topic, partitions: 1, compacted: true });
    const sources = {
      runs: new RunsReader(connection, names.runs),
      journal: new JournalReader(connection, names.journal),
      report: new WriteReport(shownAs, names.output),
    };
    const main = await TopicWriter.open(names.output, place, sources, options);
    return new SinkWriter(place, options, sources, main);
  }

  /** How far the sink has come, by topic. */
  get reached(): ReadonlyMap<string, PartitionOffsets> {
    return new Map(this.writers.map(({ topic, reached }) => [topic, reached]));
  }

  /** Writes everything that is in the topics now. */
  async catchUp(): Promise<void> {
    await this.openWindows();
    for (;;) {
      const asThought: TopicWriter[] = [];
      for (const writer of this.writers) if (await writer.catchUp()) asThought.push(writer);
      if (asThought.length === this.writers.length) return;
      // It may be another database, which lacks what the one before had of the other topic, too.
      for (const writer of asThought) await writer.lookAgain();
    }
  }

  /** @param kept where a file that was no database has been put */
  finish(kept?: string): WriteReport {
    const { report } = this.sources;
    report.kept = kept;
    const { sink, topic, outputs, durationMs } = report.close();
    this.place.connection.log.note("info", "written", { sink, topic, outputs, durationMs });
    return report;
  }

  private get writers(): TopicWriter[] {
    return this.windows === undefined ? [this.main] : [this.main, this.windows];
  }

  /** Its topic is there from the first window on, which may be processed while this writer is at work. */
  private async openWindows(): Promise<void> {
    if (this.windows !== undefined) return;
    const { place, options, sources } = this;
    const topic = place.names.windowOutput;
    try {
      this.windows = await TopicWriter.open(topic, place, sources, options);
      sources.report.add(topic, 0, undefined);
    } catch (error) {
      if (!(error instanceof PlayheadError && error.code === "TOPIC_NOT_FOUND")) throw error;
    }
  }
}
