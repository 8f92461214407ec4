import { inspect } from "node:util";
import { definitionText } from "../processor/processor";
import type { Run } from "../processor/runs";
import { escapeHtml, JUPYTER_DISPLAY, prose, type Displayable, type MimeBundle } from "../view/mime";
import { table, type Table } from "../view/table";

/** A run as readers see it, or would. */
export interface RunShown {
  run: Run;
  /** Keys with a result, and the units of the results, as far as this home's database has them. */
  rows: number | null;
  units: string[];
}

export interface PromotionFacts {
  outputTopic: string;
  /** Undefined where readers see none. */
  from: RunShown | undefined;
  to: RunShown | undefined;
  /** The group that is to go on with the run, which was computed beside it. */
  takesOver: string | undefined;
}

/** What promoting a run would do. Shown, it is a dry run; readers see what they see until `execute()`. */
export class PromotionPlan implements Displayable {
  private executed = false;

  constructor(
    private readonly facts: PromotionFacts,
    private readonly promote: () => Promise<void>,
  ) {}

  get outputTopic(): string {
    return this.facts.outputTopic;
  }
  /** The run that readers see now. */
  get from(): RunShown | undefined {
    return this.facts.from;
  }
  /** The run that they would see. */
  get to(): RunShown | undefined {
    return this.facts.to;
  }
  /** Whether readers would see another run than now. */
  get changes(): boolean {
    return this.from?.run.id !== this.to?.run.id;
  }

  /**
   * Gives readers the run, here and wherever the topic's results are written. Doing it twice is doing it once.
   *
   * @throws PlayheadError PROMOTED_MEANWHILE, SINK_BUSY, BROKER_UNREACHABLE; GROUP_ACTIVE and RUN_INCOMPLETE where a
   *   group is to go on with the run
   */
  async execute(): Promise<this> {
    await this.promote();
    this.executed = true;
    return this;
  }

  toJSON(): Record<string, unknown> {
    const { executed, outputTopic, from, to } = this;
    const { takesOver } = this.facts;
    return { executed, outputTopic, from: asJson(from), to: asJson(to), takesOver: takesOver ?? null };
  }

  get table(): Table<{ readers: string; shown: RunShown | undefined }> {
    const [now, then] = this.executed ? ["saw", "see now"] : ["see now", "would see"];
    const rows = [
      { readers: now, shown: this.from },
      { readers: then, shown: this.to },
    ];
    return table(rows, [
      { title: "READERS", value: ({ readers }) => readers },
      { title: "RUN", value: ({ shown }) => shown?.run.id ?? "none" },
      {
        title: "DEFINITION",
        value: ({ shown }) => shown && definitionText(shown.run.definition),
        wrap: true,
      },
      { title: "UNIT", value: ({ shown }) => shown && (shown.units.join(", ") || null) },
      { title: "ROWS", value: ({ shown }) => shown?.rows },
    ]);
  }

  private get headline(): string {
    if (!this.changes) return "Readers see this run already: nothing is to be changed.";
    return this.executed
      ? `Done: readers of ${this.outputTopic} see the other run.`
      : `Dry run: readers of ${this.outputTopic} see what they saw.`;
  }

  private get notes(): string {
    const { takesOver } = this.facts;
    if (takesOver === undefined) return STAYS;
    const [goes, are] = this.executed ? ["goes", "are"] : ["would go", "would be"];
    return `${takesOver} ${goes} on with this definition, as a run of its own: its offsets and state ${are} those of the run.\n${STAYS}`;
  }

  get text(): string {
    return `${this.headline}\n\n${this.table.text}\n\n${this.notes}`;
  }

  [inspect.custom](): string {
    return this.text;
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    const headline = `<p><strong>${escapeHtml(this.headline)}</strong></p>`;
    return {
      "text/plain": this.text,
      "text/html": headline + this.table.html + (prose(this.notes)["text/html"] ?? ""),
    };
  }
}

const STAYS =
  "The group's next run, once it has caught up, is shown by itself again. No run's rows are deleted.";

function asJson(shown: RunShown | undefined): Record<string, unknown> | null {
  if (shown === undefined) return null;
  const { run, rows, units } = shown;
  return { run: run.id, definition: run.definition, rows, units };
}
