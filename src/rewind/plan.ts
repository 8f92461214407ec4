import { inspect } from "node:util";
import type { GroupMember } from "../kafka/groups";
import { escapeHtml, JUPYTER_DISPLAY, prose, type Displayable, type MimeBundle } from "../view/mime";
import { table, type Table } from "../view/table";
import type { ExecuteOptions } from "./execute";
import { withOffsetsFile } from "./kafka-tool";
import type { Move } from "./moves";
import { offsetsFile } from "./offsets-file";
import { kafkaOption, type Target } from "./targets";

export interface PlanFacts {
  group: string;
  target: Target;
  /** The scope in the words of Kafka's own tool. */
  scope: readonly string[];
  moves: readonly Move[];
  /** The group's members as of the plan: with any, executing is refused. */
  members: readonly GroupMember[];
  /** Where the group is not there yet: the groups that are. */
  others?: readonly string[] | undefined;
}

/** What a rewind would do. Shown, it is a dry run; nothing moves before `execute()`. */
export class RewindPlan implements Displayable {
  private executed = false;

  constructor(
    private facts: PlanFacts,
    /** Makes a command line of Kafka's own tool from its words. */
    private readonly command: (words: string[]) => string,
    private readonly run: (moves: readonly Move[], options?: ExecuteOptions) => Promise<readonly Move[]>,
  ) {}

  get group(): string {
    return this.facts.group;
  }
  get topics(): string[] {
    return [...new Set(this.moves.map(({ topic }) => topic))];
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

  /** The plan as a file of offsets: what `--from-file` takes, here and of Kafka's own tool. */
  get csv(): string {
    return offsetsFile(placed(this.moves));
  }

  /** Kafka's own command for the same, as a dry run or for real; a line each where it takes two. */
  kafkaCommand(execute: boolean): string {
    const { group, target, scope, moves } = this.facts;
    const to = placed(moves);
    const removed = moves.filter(({ newOffset }) => newOffset === null);
    const reset = ["--reset-offsets", "--group", group, ...scope, ...kafkaOption(target)];
    const resetting = this.command([...reset, execute ? "--execute" : "--dry-run"]);
    const lines = offsetsFile(to).trim().split("\n");
    const topics = removed.flatMap(({ topic, partition }) => ["--topic", `${topic}:${partition}`]);
    return [
      ...(to.length === 0 ? [] : [target.kind === "file" ? withOffsetsFile(lines, resetting) : resetting]),
      ...(removed.length === 0 ? [] : [this.command(["--delete-offsets", "--group", group, ...topics])]),
    ].join("\n");
  }

  /**
   * Moves the playheads, and writes into the journal that it has. Doing it twice is doing it once.
   *
   * @throws PlayheadError GROUP_ACTIVE, OFFSETS_MOVED, BROKER_UNREACHABLE
   * @example
   * await plan.execute({ stopFirst: following });
   */
  async execute(options?: ExecuteOptions): Promise<this> {
    const moves = await this.run(this.moves, options);
    if (!this.executed) this.facts = { ...this.facts, moves, members: [] };
    this.executed = true;
    return this;
  }

  toJSON(): Record<string, unknown> {
    const { executed, group, topics, moves, members, toReplay } = this;
    const { target } = this.facts;
    const kafkaCommand = this.kafkaCommand(executed);
    return { executed, group, topics, target, moves, members, toReplay, kafkaCommand };
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
      (sum, { newOffset, logStartOffset }) => sum + (newOffset ?? logStartOffset) - logStartOffset,
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
    const command = `${KAFKA_DOES}\n${indent(this.kafkaCommand(this.executed))}`;
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

function indent(lines: string): string {
  return lines.replaceAll(/^/gm, "  ");
}

/** The moves that lead to an offset. */
function placed(moves: readonly Move[]): { topic: string; partition: number; offset: number }[] {
  return moves.flatMap(({ topic, partition, newOffset: offset }) =>
    offset === null ? [] : [{ topic, partition, offset }],
  );
}
