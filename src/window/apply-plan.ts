import { inspect } from "node:util";
import { definitionText } from "../processor/processor";
import type { Run } from "../processor/runs";
import { escapeHtml, JUPYTER_DISPLAY, prose, type Displayable, type MimeBundle } from "../view/mime";
import { formatCount } from "../view/quantities";
import { table, type Table } from "../view/table";
import type { LeftAlone } from "./apply-rows";

/** A result that a window's takes the place of: JSON texts. */
export interface ReplacedRow {
  key: string;
  before: string;
  after: string;
}

export interface ApplyFacts {
  /** The run that readers see, and the window's. */
  promoted: Run;
  window: Run;
  replaced: readonly ReplacedRow[];
  leftAlone: readonly LeftAlone[];
}

/** What applying a window's results would do. Shown, it is a dry run; nothing changes until `execute()`. */
export class ApplyPlan implements Displayable {
  private applied: Run | undefined;

  constructor(
    private readonly facts: ApplyFacts,
    private readonly apply: () => Promise<Run>,
  ) {}

  /** The rows that are replaced, with what they were. */
  get replaced(): Table<ReplacedRow> {
    return table(this.facts.replaced, [
      { title: "KEY", value: ({ key }) => key },
      { title: "BEFORE", value: ({ before }) => before },
      { title: "AFTER", value: ({ after }) => after },
    ]);
  }

  /** The keys that are in the window, and whose results stay what they were. */
  get leftAlone(): Table<LeftAlone> {
    return table(this.facts.leftAlone, [
      { title: "KEY LEFT ALONE", value: ({ key }) => key },
      { title: "BECAUSE", value: ({ why }) => why },
    ]);
  }

  /** The run that readers see after that, once it has been executed. */
  get run(): Run | undefined {
    return this.applied;
  }

  /**
   * Makes a run of the results that readers see with the window's in their places, and promotes it. Doing it twice is
   * doing it once.
   *
   * @throws PlayheadError PROMOTED_MEANWHILE, SINK_BUSY, BROKER_UNREACHABLE
   */
  async execute(): Promise<this> {
    if (this.applied === undefined && this.facts.replaced.length > 0) this.applied = await this.apply();
    return this;
  }

  toJSON(): Record<string, unknown> {
    const { promoted, window, replaced, leftAlone } = this.facts;
    return { promoted: promoted.id, window: window.id, run: this.applied?.id ?? null, replaced, leftAlone };
  }

  private get headline(): string {
    const { promoted, window, replaced } = this.facts;
    const count = `${formatCount(replaced.length)} ${replaced.length === 1 ? "result" : "results"} of ${promoted.id}`;
    if (this.applied !== undefined)
      return `Done: ${count} replaced by those of ${window.id}, as run ${this.applied.id}`;
    if (replaced.length === 0)
      return `Nothing of ${promoted.id} can be replaced by the results of ${window.id}`;
    return `Dry run: would replace ${count} by those of ${window.id}`;
  }

  private get later(): string {
    const { promoted, window } = this.facts;
    return (
      `The window: ${definitionText(window.definition)}. What readers then see is a run of its own, which stays as it is: ` +
      `what ${promoted.group} puts out later goes to its own run, which readers see again once that is promoted.`
    );
  }

  get text(): string {
    const { replaced, leftAlone } = this;
    const tables = [...(replaced.length > 0 ? [replaced] : []), ...(leftAlone.length > 0 ? [leftAlone] : [])];
    return [this.headline, ...tables.map((one) => inspect(one)), this.later].join("\n\n");
  }

  [inspect.custom](): string {
    return this.text;
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    const html = [
      `<p><strong>${escapeHtml(this.headline)}</strong></p>`,
      this.replaced.html,
      this.leftAlone.html,
      prose(this.later)["text/html"] ?? "",
    ];
    return { "text/plain": this.text, "text/html": html.join("") };
  }
}
