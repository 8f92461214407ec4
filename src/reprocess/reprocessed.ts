import { inspect } from "node:util";
import type { Comparison } from "../compare/comparison";
import { PlayheadError } from "../errors";
import { definitionText } from "../processor/processor";
import type { Following } from "../processor/process";
import type { RunReport } from "../processor/run-report";
import type { Run } from "../processor/runs";
import { escapeHtml, JUPYTER_DISPLAY, prose, type Displayable, type MimeBundle } from "../view/mime";
import type { ReprocessCheck } from "./checks";

export interface ReprocessFacts {
  /** The run of the group that is live. */
  live: Run;
  /** The run that was computed beside it. */
  run: RunReport;
  comparison: Comparison;
  checks: readonly ReprocessCheck[];
}

/** A run that was computed beside a live group, with what is known of it; see `workbook.reprocess`. */
export class Reprocessed implements Displayable {
  private handedOver: { run: Run; following: Following | undefined } | undefined;
  private promoting: Promise<{ run: Run; following: Following | undefined }> | undefined;

  constructor(
    private readonly facts: ReprocessFacts,
    private readonly handOver: () => Promise<{ run: Run; following: Following | undefined }>,
  ) {}

  /** The run that readers see until the new one is promoted. */
  get live(): Run {
    return this.facts.live;
  }
  /** What was computed beside it. */
  get run(): RunReport {
    return this.facts.run;
  }
  /** The two, row by row. */
  get comparison(): Comparison {
    return this.facts.comparison;
  }
  get checks(): readonly ReprocessCheck[] {
    return this.facts.checks;
  }
  /** Whether all checks hold. */
  get passed(): boolean {
    return this.checks.every(({ passed }) => passed);
  }
  /** The live group's new run, once it has been promoted. */
  get promoted(): Run | undefined {
    return this.handedOver?.run;
  }
  /** The live group's member that goes on in place of the ones that were stopped, if there were any. */
  get following(): Following | undefined {
    return this.handedOver?.following;
  }

  /**
   * Gives the live group's name, offsets and state to the new definition, and readers its results, all at once. Members
   * of this process are stopped for that moment. Whether checks that don't hold matter is the caller's decision. Doing
   * it twice is doing it once.
   *
   * @throws PlayheadError GROUP_ACTIVE where other processes are members of the group: nothing is changed then
   * @example
   * const reprocessed = await workbook.reprocess(cumulativeDistance({ unit: "km" }));
   * if (reprocessed.passed) await reprocessed.promote();
   */
  async promote(): Promise<this> {
    this.promoting ??= this.handOver();
    try {
      this.handedOver = await this.promoting;
    } catch (error) {
      this.promoting = undefined;
      throw error;
    }
    return this;
  }

  /**
   * Promotes, if all checks hold.
   *
   * @throws PlayheadError CHECK_FAILED
   */
  async promoteIfPassed(): Promise<this> {
    if (this.passed) return this.promote();
    const failed = this.checks.filter(({ passed }) => !passed).map(({ text }) => text);
    throw new PlayheadError("CHECK_FAILED", `The new run was not promoted: ${failed.join("; ")}`, {
      remedy:
        "look at the report without promoting, and promote it yourself if that is as it should be; readers see what they saw",
    });
  }

  toJSON(): Record<string, unknown> {
    const { live, run, comparison, checks, passed, promoted } = this;
    return { live: live.id, run, comparison, checks, passed, promoted: promoted?.id ?? null };
  }

  private get outcome(): string {
    const { live, promoted } = this;
    if (promoted !== undefined)
      return `${live.group} goes on with it as run ${promoted.id}, which readers see from now on`;
    return `Readers see ${definitionText(live.definition)}, run ${live.id}, as before. To change over: await reprocessed.promote(), or npx playhead reprocess … --promote`;
  }

  private get headline(): string {
    const { live, run } = this;
    return `${definitionText(run.definition)} beside ${definitionText(live.definition)}, over ${live.sourceTopic}`;
  }

  get text(): string {
    const checks = this.checks.map(({ passed, text }) => `  ${passed ? "✓" : "✗"} ${text}`);
    return [this.headline, checks.join("\n"), inspect(this.comparison), this.outcome].join("\n\n");
  }

  [inspect.custom](): string {
    return this.text;
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    const compared = this.comparison[JUPYTER_DISPLAY]();
    const checks = this.checks.map(({ passed, text }) => {
      const mark = `<span style="color:${passed ? "#009E73" : "#D55E00"};font-weight:700">${passed ? "✓" : "✗"}</span>`;
      return `<div>${mark} ${escapeHtml(text)}</div>`;
    });
    const html = [
      `<p><strong>${escapeHtml(this.headline)}</strong></p>`,
      ...checks,
      compared["text/html"] ?? prose(compared["text/plain"])["text/html"],
      prose(this.outcome)["text/html"],
    ];
    return { "text/plain": this.text, "text/html": html.join("") };
  }
}
