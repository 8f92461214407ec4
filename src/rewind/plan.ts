import { inspect } from "node:util";
import type { GroupMember } from "../kafka/groups";
import { JUPYTER_DISPLAY, type Displayable, type MimeBundle } from "../view/mime";
import { table, type Table } from "../view/table";
import type { Move } from "./moves";
import { kafkaOption, type Target } from "./targets";

export interface PlanFacts {
  group: string;
  topic: string;
  target: Target;
  moves: Move[];
  /** The group's members as of the plan: with any, executing is refused. */
  members: GroupMember[];
}

/** What a rewind would do. Shown, it is a dry run; nothing moves before `execute()`. */
export class RewindPlan implements Displayable {
  private executed = false;

  constructor(
    private readonly facts: PlanFacts,
    private readonly command: (words: string[]) => string,
    private readonly run: (plan: RewindPlan) => Promise<void>,
  ) {}

  get group(): string {
    return this.facts.group;
  }
  get topic(): string {
    return this.facts.topic;
  }
  get moves(): readonly Move[] {
    return this.facts.moves;
  }
  get members(): readonly GroupMember[] {
    return this.facts.members;
  }

  /** Offsets to replay, over all partitions. */
  get toReplay(): number {
    return this.moves.reduce((sum, { toReplay }) => sum + toReplay, 0);
  }

  /** Kafka's own command for the same, as a dry run or for real. */
  kafkaCommand(execute: boolean): string {
    const { group, topic, target } = this.facts;
    const how = execute ? "--execute" : "--dry-run";
    return this.command([
      "--reset-offsets",
      "--group",
      group,
      "--topic",
      topic,
      ...kafkaOption(target).split(" "),
      how,
    ]);
  }

  /**
   * Moves the playheads. Doing it twice is doing it once.
   *
   * @throws PlayheadError GROUP_ACTIVE, OFFSETS_MOVED, BROKER_UNREACHABLE
   */
  async execute(): Promise<this> {
    await this.run(this);
    this.executed = true;
    return this;
  }

  toJSON(): Record<string, unknown> {
    const { executed, group, topic, moves, members } = this;
    return {
      executed,
      group,
      topic,
      moves,
      members,
      toReplay: this.toReplay,
      kafkaCommand: this.kafkaCommand(executed),
    };
  }

  get table(): Table<Move> {
    return table(this.moves, [
      { title: "GROUP", value: () => this.group },
      { title: "TOPIC", value: ({ topic }) => topic },
      { title: "PARTITION", value: ({ partition }) => partition },
      { title: "CURRENT-OFFSET", value: ({ currentOffset }) => currentOffset },
      { title: "NEW-OFFSET", value: ({ newOffset }) => newOffset },
      { title: "TO-REPLAY", value: ({ toReplay }) => toReplay },
    ]);
  }

  private get headline(): string {
    return this.executed ? "Done: the playhead has moved." : "Dry run: nothing has moved.";
  }

  private get notes(): string {
    const names = this.members.map(({ clientId, host }) => `${clientId} on ${host}`).join(", ");
    const allowed =
      this.members.length === 0
        ? "yes, the group has no members"
        : `no, the group has ${this.members.length === 1 ? "a member" : "members"} (${names})`;
    const warmUp = this.moves.reduce(
      (sum, { newOffset, logStartOffset }) => sum + newOffset - logStartOffset,
      0,
    );
    return [
      `  replays    ${this.toReplay} offsets`,
      ...(warmUp === 0 ? [] : [`  warms up   ${warmUp} earlier offsets first, for the state of their keys`]),
      "  replaces   the results that readers see, once the new run has caught up; until then they see the old ones",
      ...(this.executed ? [] : [`  allowed    ${allowed}`]),
      "",
      "Kafka's own tool does the same to the offsets (not to state or results):",
      `  ${this.kafkaCommand(this.executed)}`,
    ].join("\n");
  }

  get text(): string {
    return `${this.headline}\n\n${this.table.text}\n\n${this.notes}`;
  }

  [inspect.custom](): string {
    return this.text;
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    return { "text/plain": this.text };
  }
}
