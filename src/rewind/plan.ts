import { inspect } from "node:util";
import type { GroupMember } from "../kafka/groups";
import { escapeHtml, JUPYTER_DISPLAY, prose, type Displayable, type MimeBundle } from "../view/mime";
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

  /** What executing means, one point a line: a word for it, then the sentence. */
  private get notes(): [word: string, sentence: string][] {
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
      ["replays", `${this.toReplay} offsets`],
      ...note(warmUp > 0, "warms up", `${warmUp} earlier offsets first, for the state of their keys`),
      [
        "replaces",
        "this group's results, once its next run has caught up; until then readers see what they see now",
      ],
      ...note(!this.executed, "allowed", allowed),
    ];
  }

  get text(): string {
    const notes = this.notes.map(([word, sentence]) => `  ${word.padEnd(9)}  ${sentence}`).join("\n");
    const command = `${KAFKA_DOES}\n  ${this.kafkaCommand(this.executed)}`;
    return [this.headline, this.table.text, notes, command].join("\n\n");
  }

  /** The same for a cell, with Kafka's command by itself: ready to copy, as one line however it is wrapped. */
  get html(): string {
    const cell = (tag: string, text: string): string =>
      `<${tag} style="text-align:left;vertical-align:top">${escapeHtml(text)}</${tag}>`;
    const notes = this.notes.map(([word, sentence]) => `<tr>${cell("th", word)}${cell("td", sentence)}</tr>`);
    return [
      `<p><strong>${escapeHtml(this.headline)}</strong></p>`,
      this.table.html,
      `<table style="margin-left:0">${notes.join("")}</table>`,
      `<p>${escapeHtml(KAFKA_DOES)}</p>`,
      prose(this.kafkaCommand(this.executed))["text/html"],
    ].join("");
  }

  [inspect.custom](): string {
    return this.text;
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    return { "text/plain": this.text, "text/html": this.html };
  }
}

const KAFKA_DOES = "Kafka's own tool does the same to the offsets (not to state or results):";

function note(applies: boolean, word: string, sentence: string): [string, string][] {
  return applies ? [[word, sentence]] : [];
}
