import { inspect } from "node:util";
import type { GroupMember } from "../kafka/groups";
import type { PlayheadView } from "../view/tape";
import { escapeHtml, JUPYTER_DISPLAY, prose, type Displayable, type MimeBundle } from "../view/mime";
import { table, type Table } from "../view/table";
import type { ExecuteOptions } from "./execute";
import { withOffsetsFile } from "./kafka-tool";
import type { Move } from "./moves";
import { offsetsFile } from "./offsets-file";
import type { Outlook } from "./outlook";
import { pictureOf } from "./picture";
import { kafkaOption, type Target } from "./targets";
import { notesOf, type Note, type Situation } from "./words";
import { timeOf } from "../tracks/no-time";

export interface PlanFacts extends Situation {
  target: Target;
  /** The scope in the words of Kafka's own tool. */
  scope: readonly string[];
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

  /** What will happen then: estimates, what is warmed up first, whose results are replaced. */
  get outlook(): Outlook {
    return this.facts.outlook;
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

  /** The playheads on their tapes, where they are and where they would be. */
  get picture(): PlayheadView {
    return pictureOf(this.group, this.moves, this.outlook, this.executed);
  }

  toJSON(): Record<string, unknown> {
    const { executed, group, topics, members, toReplay, csv } = this;
    const { target, others, outlook } = this.facts;
    const { edges, ...ahead } = outlook;
    const moves = this.moves.map((move, i) => ({
      ...move,
      firstRecord: edges[i]?.first ?? null,
      lastRecord: edges[i]?.last ?? null,
    }));
    const newGroup = others !== undefined;
    const kafkaCommand = this.kafkaCommand(executed);
    return {
      executed,
      group,
      newGroup,
      topics,
      target,
      moves,
      members,
      toReplay,
      ...ahead,
      csv,
      kafkaCommand,
    };
  }

  get table(): Table<Move> {
    const time = (edge: "first" | "last") => (move: Move) => {
      const record = this.outlook.edges[this.moves.indexOf(move)]?.[edge];
      const time = timeOf(record);
      return time === undefined ? null : new Date(time);
    };
    return table(this.moves, [
      { title: "TOPIC", value: ({ topic }) => topic },
      { title: "PARTITION", value: ({ partition }) => partition },
      { title: "CURRENT-OFFSET", value: ({ currentOffset }) => currentOffset },
      { title: "NEW-OFFSET", value: ({ newOffset }) => newOffset },
      { title: "TO-REPLAY", value: ({ toReplay }) => toReplay },
      { title: "FIRST-RECORD", value: time("first") },
      { title: "LAST-RECORD", value: time("last") },
    ]);
  }

  private get headline(): string {
    return this.executed
      ? `Done: the playhead of ${this.group} has moved.`
      : `Dry run for ${this.group}: nothing has moved.`;
  }

  private get notes(): Note[] {
    return notesOf(this.facts, this.executed);
  }

  get text(): string {
    const notes = this.notes.map(([word, sentence]) => `  ${word.padEnd(9)}  ${sentence}`).join("\n");
    const command = `${KAFKA_DOES}\n${indent(this.kafkaCommand(this.executed))}`;
    const tapes = this.moves.length > TAPES_IN_TEXT ? [] : [this.picture.text];
    return [this.headline, this.table.text, ...tapes, notes, command].join("\n\n");
  }

  /** The same for a cell, with Kafka's command by itself: ready to copy, as one line however it is wrapped. */
  get html(): string {
    const cell = (tag: string, text: string): string =>
      `<${tag} style="text-align:left;vertical-align:top">${escapeHtml(text)}</${tag}>`;
    const notes = this.notes.map(([word, sentence]) => `<tr>${cell("th", word)}${cell("td", sentence)}</tr>`);
    return [
      `<p><strong>${escapeHtml(this.headline)}</strong></p>`,
      this.table.html,
      this.picture.svg,
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

/** In a terminal tapes take two lines a partition: with more than so many the table alone says it. */
const TAPES_IN_TEXT = 4;

function indent(lines: string): string {
  return lines.replaceAll(/^/gm, "  ");
}

/** The moves that lead to an offset. */
function placed(moves: readonly Move[]): { topic: string; partition: number; offset: number }[] {
  return moves.flatMap(({ topic, partition, newOffset: offset }) =>
    offset === null ? [] : [{ topic, partition, offset }],
  );
}
