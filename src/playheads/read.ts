import type { Connection } from "../kafka/connection";
import { findEdges, type Stretch } from "../kafka/edges";
import { describeGroup, listGroups } from "../kafka/groups";
import { committedOffsets, listOffsets, offsetsAt, type PartitionOffsets } from "../kafka/offsets";
import { definitionText } from "../processor/processor";
import { runsOf, RunsReader, type Runs } from "../processor/runs";
import type { PlayheadViewInput } from "../view/tape";
import type { GroupPositions, GroupRun, GroupWindow, PartitionLog, TopicLog } from "../view/tape/frames";
import { windowOf } from "../window/in-window";
import { momentOf } from "../window/time-range";
import { Remembered } from "./remembered";
import { timeOf } from "../tracks/no-time";

type Span = Pick<GroupWindow, "from" | "to">;
type Times = Pick<PartitionLog, "firstTime" | "lastTime">;

interface Offsets {
  topic: string;
  starts: PartitionOffsets;
  ends: PartitionOffsets;
  /** Up to here records are known to be committed or not. */
  stable: PartitionOffsets;
}

/**
 * Reads what the playhead view shows of some topics: their logs, and the groups that have a place on one of them. At
 * each call only what may have changed is asked for. Groups keep the order in which they were first seen, and with it
 * their colours.
 */
export class PlayheadsReader {
  private readonly runs: RunsReader;
  /** Groups in the order in which they came. */
  private readonly seen = new Set<string>();
  private readonly times = new Remembered<Times>();
  private readonly windows = new Remembered<GroupWindow>();

  constructor(
    private readonly connection: Connection,
    runsTopic: string,
    private readonly topics: readonly string[],
  ) {
    this.runs = new RunsReader(connection, runsTopic);
  }

  /** @throws PlayheadError TOPIC_NOT_FOUND, BROKER_UNREACHABLE */
  async read(): Promise<PlayheadViewInput> {
    const [offsets, groups, runs] = await Promise.all([
      Promise.all(this.topics.map((topic) => this.offsetsOf(topic))),
      this.groups(),
      this.runs.read(),
    ]);
    const [topics, withRuns] = await Promise.all([
      Promise.all(offsets.map((each) => this.topicLog(each))),
      Promise.all(groups.map((group) => this.withRuns(group, offsets, runs))),
    ]);
    this.times.forgetOthers();
    this.windows.forgetOthers();
    return { topics, groups: withRuns };
  }

  private async offsetsOf(topic: string): Promise<Offsets> {
    const [starts, ends, stable] = await Promise.all([
      listOffsets(this.connection, topic, "earliest"),
      listOffsets(this.connection, topic, "latest"),
      listOffsets(this.connection, topic, "stable"),
    ]);
    return { topic, starts, ends, stable };
  }

  private async topicLog({ topic, starts, ends, stable }: Offsets): Promise<TopicLog> {
    const partitions = await Promise.all(
      [...ends].map(async ([partition, end]): Promise<PartitionLog> => {
        const start = starts.get(partition) ?? 0;
        const stretch = { topic, partition, from: start, until: stable.get(partition) ?? end };
        const times = await this.times.get(stretch, () => this.readTimes(stretch));
        return { partition, start, end, ...times };
      }),
    );
    return { topic, partitions };
  }

  private async readTimes(stretch: Stretch): Promise<Times> {
    const [edges] = await findEdges(this.connection, [stretch]);
    const [firstTime, lastTime] = [timeOf(edges?.first), timeOf(edges?.last)];
    return firstTime === undefined || lastTime === undefined ? {} : { firstTime, lastTime };
  }

  private async groups(): Promise<GroupPositions[]> {
    const all = await listGroups(this.connection);
    const found = await Promise.all(
      all.map(async (group) => ({ group, committed: await committedOffsets(this.connection, group) })),
    );
    const here = found.filter(({ committed }) => this.topics.some((topic) => committed.has(topic)));
    for (const { group } of here) this.seen.add(group);
    const order = [...this.seen];
    here.sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group));
    return Promise.all(
      here.map(async ({ group, committed }) => {
        const { state, members } = await describeGroup(this.connection, group);
        const positions = this.topics.flatMap((topic) =>
          [...(committed.get(topic) ?? [])].map(([partition, offset]) => ({ topic, partition, offset })),
        );
        return { group, state, members: members.length, positions };
      }),
    );
  }

  private async withRuns(
    group: GroupPositions,
    offsets: readonly Offsets[],
    runs: Runs,
  ): Promise<GroupPositions> {
    const found = await Promise.all(
      offsets.map(async (each): Promise<GroupRun[]> => {
        const [run] = runsOf(runs, group.group, each.topic);
        if (run === undefined) return [];
        const text = `run ${run.number}: ${definitionText(run.definition)}`;
        const window = windowOf(run.definition);
        if (window === undefined) return [{ topic: each.topic, text }];
        const span = { from: momentOf("from", window.from), to: momentOf("to", window.to) };
        return [{ topic: each.topic, text, window: await this.stretches(each, span) }];
      }),
    );
    return { ...group, runs: found.flat() };
  }

  private stretches(offsets: Offsets, span: Span): Promise<GroupWindow> {
    const { topic, ends } = offsets;
    return this.windows.get([topic, [...ends], span], () => this.readStretches(offsets, span));
  }

  /** Times in a log need not be in order: what is drawn goes from its first record of then or later to that of the end. */
  private async readStretches({ topic, ends }: Offsets, { from, to }: Span): Promise<GroupWindow> {
    const [starts, stops] = await Promise.all([
      offsetsAt(this.connection, topic, from),
      offsetsAt(this.connection, topic, to),
    ]);
    const stretches = [...ends].map(([partition, end]) => ({
      partition,
      start: starts.get(partition) ?? end,
      end: stops.get(partition) ?? end,
    }));
    return { from, to, stretches };
  }
}
