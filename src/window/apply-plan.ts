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
      { title: "BEFORE", value: ({ before, after }) => whatDiffers(before, after), wrap: true },
      { title: "AFTER", value: ({ before, after }) => whatDiffers(after, before), wrap: true },
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
   * Lets the group go on with a run that begins with the results that readers see and the window's in their places, and
   * promotes it. Doing it twice is doing it once.
   *
   * @throws PlayheadError PROMOTED_MEANWHILE, OFFSETS_MOVED (the group has gone on since the plan), GROUP_ACTIVE (the group that is to go on has members), RUN_INCOMPLETE (it
   *   has been rewound since), SINK_BUSY, BROKER_UNREACHABLE
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
      `The window: ${definitionText(window.definition)}. ${promoted.group} goes on as before, as a run that begins with these results: ` +
      "what comes later for a key takes the place of its result. `npx playhead undo` gives readers the run of before."
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

/** The fields of a result that are not as in another one: `distance 3.25, points 40`. */
function whatDiffers(result: string, other: string): string {
  const [fields, others] = [result, other].map((text) => Object.entries((JSON.parse(text) ?? {}) as object));
  const known = new Map(others?.map(([name, value]) => [name, JSON.stringify(value)]));
  const differing = fields?.filter(([name, value]) => known.get(name) !== JSON.stringify(value)) ?? [];
  if (differing.length === 0) return "the same";
  return differing
    .map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}
