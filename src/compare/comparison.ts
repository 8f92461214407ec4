import { inspect } from "node:util";
import { beforeAgainstAfter } from "../view/charts/before-against-after";
import { differenceHistogram } from "../view/charts/difference-histogram";
import type { Figure } from "../view/figure";
import { JUPYTER_DISPLAY, prose, type Displayable, type MimeBundle } from "../view/mime";
import { formatCount } from "../view/quantities";
import { table, type Table } from "../view/table";
import type { ComparedRow, RowCounts, RowDiff } from "./row-diff";

/** Digits shown of a number with a fraction: in miles and in kilometres, about a millimetre. JSON has them all. */
const DIGITS = 6;
const STATISTICS_DIGITS = 6;

/** Two runs side by side: how many rows were added, removed or changed, by how much, and which. */
export class Comparison implements Displayable {
  /**
   * The rows in the order of their keys: all of them up to a thousand; of more the first thousand that are not equal.
   */
  readonly rows: Table<ComparedRow>;
  /** The changed rows that differ most, the largest difference first. */
  readonly largest: Table<ComparedRow>;

  constructor(private readonly diff: RowDiff) {
    const { rows, largest, complete } = diff;
    this.rows = this.tableOf(
      rows,
      complete ? undefined : "rows that are not equal, in the order of their keys",
    );
    this.largest = this.tableOf(largest, "the rows that differ most");
  }

  /** The ids of the runs. */
  get before(): string {
    return this.diff.before;
  }
  get after(): string {
    return this.diff.after;
  }
  /** The field that was compared. */
  get field(): string {
    return this.diff.field;
  }
  /** The unit of all differences; "" where the results name none. */
  get unit(): string {
    return this.diff.unit;
  }
  get counts(): RowCounts {
    return this.diff.counts;
  }
  /** The units that the results name. */
  get units(): { before: string[]; after: string[] } {
    return this.diff.units;
  }
  /** Of the differences without their sign, over all rows that can be compared; `null` without any. */
  get difference(): { largest: number; mean: number; median: number } | null {
    return this.diff.difference;
  }

  /** Each key as a point: its result before and after, in one unit; of more than two thousand some. */
  scatter(): Figure {
    const { field, unit, sample, before, after } = this.diff;
    return beforeAgainstAfter(sample, { field, unit, before, after });
  }

  /** How many of the changed rows differ by how much. */
  histogram(): Figure {
    const { field, unit, bins } = this.diff;
    return differenceHistogram(bins, { field, unit });
  }

  get text(): string {
    return [this.summary, this.shown.text].join("\n\n");
  }

  toJSON(): Record<string, unknown> {
    const { before, after, field, unit, counts, units, difference, rows, largest } = this;
    return { before, after, field, unit, counts, units, difference, rows, largest };
  }

  [inspect.custom](): string {
    return [this.summary, inspect(this.shown)].join("\n\n");
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    const summary = prose(this.summary);
    return {
      "text/plain": this[inspect.custom](),
      "text/html": `${summary["text/html"] ?? ""}${this.shown.html}`,
    };
  }

  /** What is shown by itself: of many rows the ones that matter most. */
  private get shown(): Table<ComparedRow> {
    return this.diff.complete || this.largest.length === 0 ? this.rows : this.largest;
  }

  private get summary(): string {
    const { before, after, field, counts, difference, unit } = this;
    const { equal, changed, added, removed, incomparable } = counts;
    const parts = [
      `${formatCount(equal)} equal`,
      `${formatCount(changed)} changed`,
      `${formatCount(added)} added`,
      `${formatCount(removed)} removed`,
      ...(incomparable === 0 ? [] : [`${formatCount(incomparable)} not comparable`]),
    ];
    const size = (value: number): string =>
      `${Number(value.toPrecision(STATISTICS_DIGITS))}${unit && ` ${unit}`}`;
    const sizes =
      difference === null
        ? []
        : [
            `difference: largest ${size(difference.largest)}, mean ${size(difference.mean)}, median ${size(difference.median)}`,
          ];
    return [`${field} of ${after}, compared with ${before}`, parts.join(", "), ...sizes].join("\n");
  }

  private tableOf(rows: readonly ComparedRow[], caption: string | undefined): Table<ComparedRow> {
    return table(
      rows,
      [
        { title: "key", value: ({ key }) => key },
        { title: "before", value: ({ before }) => before, digits: DIGITS },
        { title: "unit", value: ({ beforeUnit }) => beforeUnit },
        { title: "after", value: ({ after }) => after, digits: DIGITS },
        { title: "unit", value: ({ afterUnit }) => afterUnit },
        { title: "after / before", value: ({ ratio }) => ratio, digits: DIGITS },
        {
          title: "difference",
          value: ({ difference }) => difference,
          digits: DIGITS,
          ...(this.unit === "" ? {} : { unit: this.unit }),
        },
        { title: "change", value: ({ change }) => (change === "incomparable" ? "not comparable" : change) },
      ],
      caption === undefined ? {} : { caption },
    );
  }
}

/** Several comparisons with one run, a row each. */
export function comparisonsTable(comparisons: readonly Comparison[]): Table<Comparison> {
  return table(
    comparisons,
    [
      { title: "run", value: ({ after }) => after },
      ...(["equal", "changed", "added", "removed", "incomparable"] as const).map((name) => ({
        title: name === "incomparable" ? "not comparable" : name,
        value: ({ counts }: Comparison) => counts[name],
      })),
      { title: "largest difference", value: ({ difference }) => difference?.largest, digits: DIGITS },
      { title: "mean", value: ({ difference }) => difference?.mean, digits: DIGITS },
      { title: "median", value: ({ difference }) => difference?.median, digits: DIGITS },
      { title: "unit", value: ({ unit }) => unit || null },
    ],
    { caption: `${comparisons[0]?.field ?? "results"}, compared with ${comparisons[0]?.before ?? "none"}` },
  );
}
