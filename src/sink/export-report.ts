import { inspect } from "node:util";
import { JUPYTER_DISPLAY, type Displayable, type MimeBundle, prose } from "../view/mime";
import { formatBytes } from "../view/quantities";

/** What an export has written. */
export class ExportReport implements Displayable {
  constructor(
    /** The file, as a whole path. */
    readonly file: string,
    readonly rows: number,
    readonly bytes: number,
    /** The runs whose results are in it; none where the query has no column `run_id`. */
    readonly runs: readonly string[],
    /** The units of its numbers; none where the query has no column `unit`. */
    readonly units: readonly string[],
  ) {}

  toJSON(): Record<string, unknown> {
    const { file, rows, bytes, runs, units } = this;
    return { file, rows, bytes, runs, units };
  }

  get text(): string {
    const { file, rows, bytes, runs, units } = this;
    const origin = runs.length === 0 ? "" : ` of ${runs.join(", ")}`;
    const unit = units.length === 0 ? "" : ` in ${units.join(", ")}`;
    return `${rows} ${rows === 1 ? "row" : "rows"}${origin}${unit} → ${file} (${formatBytes(bytes)})`;
  }

  [inspect.custom](): string {
    return this.text;
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    return prose(this.text);
  }
}
