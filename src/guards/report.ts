import { PlayheadError } from "../errors";
import { Table } from "../view/table";
import type { GuardFinding } from "./judge";

const MARKS = { holds: "✓", broken: "✗", unknown: "?" } as const;

/** What the guards say of a run: a row for each. Made by `workbook.guard`. */
export class GuardReport extends Table<GuardFinding> {
  /** Whether none of the guards is broken. */
  readonly holds: boolean;

  constructor(
    findings: readonly GuardFinding[],
    /** The run's id. */
    readonly run: string,
  ) {
    const broken = findings.filter(({ verdict }) => verdict === "broken").length;
    super(
      findings,
      [
        { title: "", value: ({ verdict }) => MARKS[verdict] },
        { title: "guard", value: ({ guard }) => guard },
        { title: "verdict", value: ({ verdict }) => verdict },
        { title: "finding", value: ({ finding }) => finding, wrap: true },
      ],
      {
        caption: `run ${run}: ${broken === 0 ? "no guard is broken" : `${broken} of ${findings.length} guards ${broken === 1 ? "is" : "are"} broken`}`,
      },
    );
    this.holds = broken === 0;
  }

  /**
   * Stops what comes after, unless all guards hold: before results are written or promoted.
   *
   * @throws PlayheadError CHECK_FAILED with what the broken ones have found
   */
  require(): this {
    if (this.holds) return this;
    const broken = this.filter(({ verdict }) => verdict === "broken");
    const findings = broken.map(({ guard, finding }) => `${guard}: ${finding}`).join("; ");
    throw new PlayheadError("CHECK_FAILED", `The results of ${this.run} can't be right: ${findings}`, {
      remedy: "mend the pipeline, rewind its group and process again; readers keep what they have until then",
    });
  }

  toJSON(): Record<string, unknown> {
    return { run: this.run, holds: this.holds, guards: [...this] };
  }
}
