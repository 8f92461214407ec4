import { inspect } from "node:util";
import { PlayheadError } from "../errors";
import { lastUndoable, readJournal, type JournalEntry, type Promotion, type Reset } from "../journal/journal";
import { escapeHtml, JUPYTER_DISPLAY, type Displayable, type MimeBundle } from "../view/mime";
import { formatTime } from "../view/quantities";
import { executeMoves } from "./execute";
import { kafkaConsumerGroups } from "./kafka-tool";
import { moveTo, planMoves, type Move, type Place } from "./moves";
import { lookAhead } from "./outlook";
import { RewindPlan } from "./plan";
import type { RewindPlace } from "./place";
import type { RewindOptions } from "./rewind";
import type { Selection } from "./scope";
import { placesOf, standingOf } from "./standing";
import type { Target } from "./targets";

/** What takes one entry of the journal back: shown, it is a dry run. */
export type UndoStep = Displayable & { execute(): Promise<unknown> };

/** Plans to take a promotion back: given by whoever knows how runs are promoted. It writes the journal itself. */
export type UndoPromotion = (entry: Promotion) => Promise<UndoStep>;

/** What an undo would do. Shown, it is a dry run; nothing changes before `execute()`. */
export class UndoPlan implements Displayable {
  private executing: Promise<unknown> | undefined;

  constructor(
    /** The entry of the journal that is taken back. */
    readonly entry: JournalEntry,
    readonly step: UndoStep,
    /** What is known of an entry of which it is not known whether it was done. */
    private readonly doubt?: string,
  ) {}

  /**
   * Takes the entry back, and writes into the journal that it was. Doing it twice is doing it once.
   *
   * @throws PlayheadError GROUP_ACTIVE, OFFSETS_MOVED, BROKER_UNREACHABLE
   */
  async execute(): Promise<this> {
    this.executing ??= this.step.execute();
    try {
      await this.executing;
    } catch (error) {
      this.executing = undefined;
      throw error;
    }
    return this;
  }

  private get lines(): string[] {
    const headline = `Undo of ${whatWasDone(this.entry)}, by ${this.entry.client} at ${formatTime(this.entry.at)}.`;
    return [headline, ...(this.doubt === undefined ? [] : [this.doubt])];
  }

  toJSON(): Record<string, unknown> {
    return { entry: this.entry, doubt: this.doubt ?? null, plan: this.step };
  }

  [inspect.custom](): string {
    return `${this.lines.join("\n")}\n\n${inspect(this.step)}`;
  }

  async [JUPYTER_DISPLAY](): Promise<MimeBundle> {
    const shown = await this.step[JUPYTER_DISPLAY]();
    const { "text/html": html } = shown;
    const lines = this.lines.map((line) => `<p>${escapeHtml(line)}</p>`);
    return {
      "text/plain": `${this.lines.join("\n")}\n\n${shown["text/plain"]}`,
      ...(html === undefined ? {} : { "text/html": lines.join("") + html }),
    };
  }
}

function whatWasDone(entry: JournalEntry): string {
  if (entry.type === "promotion")
    return `the promotion of ${entry.to} over ${entry.from} in ${entry.outputTopic}`;
  const moves = entry.moves.slice(0, SHOWN).map(({ topic, partition, from, to }) => {
    return `${topic} partition ${partition} from ${from ?? "none"} to ${to ?? "none"}`;
  });
  const more = entry.moves.length - moves.length;
  return `the rewind of ${entry.group} (${moves.join(", ")}${more > 0 ? `, and ${more} more` : ""})`;
}

const SHOWN = 3;

/**
 * Plans to take back what the journal has last that was not taken back yet.
 *
 * @throws PlayheadError NOTHING_TO_UNDO, OFFSET_OUT_OF_RANGE (a log has lost the offset since), TOPIC_NOT_FOUND,
 *   GROUP_OF_OTHER_KIND, BROKER_UNREACHABLE
 */
export async function planUndo(
  place: RewindPlace,
  undoPromotion: UndoPromotion,
  options: RewindOptions = {},
): Promise<UndoPlan> {
  const entry = lastUndoable(await readJournal(place.connection, place.names.journal));
  if (entry === undefined) {
    throw new PlayheadError(
      "NOTHING_TO_UNDO",
      "The journal has no rewind or promotion that could be taken back",
    );
  }
  if (entry.type === "reset") return undoReset(place, entry, options);
  return new UndoPlan(entry, await undoPromotion(entry));
}

async function undoReset(
  place: RewindPlace,
  entry: Reset,
  { clamp = false }: RewindOptions,
): Promise<UndoPlan> {
  const { connection, names } = place;
  const { group } = entry;
  const { members, state, committed, others } = await standingOf(connection, group);
  const places = await placesOf(connection, selectionOf(entry), committed);
  const target = back(entry);
  const placed = planMoves(
    places.filter((one) => fromOf(entry, one) !== null),
    target,
    { clamp },
  );
  const removed = places.filter((one) => fromOf(entry, one) === null).map((one) => moveTo(one, null));
  const moves = [...placed, ...removed];
  const plan = new RewindPlan(
    {
      ...{ group, target, scope: [], moves, members },
      others: state === "Dead" ? others : undefined,
      outlook: await lookAhead(place, group, moves),
    },
    (words) => kafkaConsumerGroups(connection, ...words),
    (planned) => executeMoves(connection, names.journal, { group, moves: planned, undoes: entry.id }),
  );
  return new UndoPlan(entry, plan, entry.done ? undefined : doubtOf(entry, places));
}

function selectionOf({ moves }: Reset): Selection {
  const selection = new Map<string, Set<number>>();
  for (const { topic, partition } of moves) {
    selection.set(topic, (selection.get(topic) ?? new Set<number>()).add(partition));
  }
  return selection;
}

/** The offsets that the playheads came from, as a file would say them. */
function back({ moves }: Reset): Target {
  const rows = moves.flatMap(({ topic, partition, from }, i) =>
    from === null ? [] : [{ topic, partition, offset: from, line: i + 1 }],
  );
  return { kind: "file", rows };
}

function moveOf({ moves }: Reset, { topic, partition }: Pick<Move, "topic" | "partition">) {
  return moves.find((move) => move.topic === topic && move.partition === partition);
}

function fromOf(entry: Reset, place: Place): number | null {
  return moveOf(entry, place)?.from ?? null;
}

/** Whoever was to set the offsets may have been killed on the way. */
function doubtOf(entry: Reset, places: readonly Place[]): string {
  const not = "It was never confirmed: ";
  if (places.every((one) => one.currentOffset === (moveOf(entry, one)?.to ?? null)))
    return `${not}the playheads stand where it was to lead, so it was done.`;
  if (places.every((one) => one.currentOffset === fromOf(entry, one)))
    return `${not}the playheads stand where they were before, so it was not done, or the group has come back to there since.`;
  return `${not}the playheads stand neither where they were nor where it was to lead, so the group has gone on since.`;
}
