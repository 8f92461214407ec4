import { inspect } from "node:util";
import { JUPYTER_DISPLAY, type Displayable, type MimeBundle, prose } from "../view/mime";
import { definitionText, type Definition } from "./processor";
import { warningLines } from "../view/warning-lines";
import type { Run } from "./runs";

/** What one call of `process` did, and to which run it belongs. */
export class RunReport implements Displayable {
  private run: Run;
  private readonly startedAt = Date.now();
  /** Records that were processed by this call. */
  recordsIn = 0;
  recordsOut = 0;
  /** Records that could not be processed and were put aside. */
  deadLetters = 0;
  /** Earlier records that were read only to build the state. */
  warmedUp = 0;
  /** How long it took, ms. */
  durationMs = 0;

  /** @param warnings of what the topics' settings take away, see `topicWarnings` */
  constructor(
    run: Run,
    readonly warnings: readonly string[] = [],
  ) {
    this.run = run;
  }

  get id(): string {
    return this.run.id;
  }
  get group(): string {
    return this.run.group;
  }
  get sourceTopic(): string {
    return this.run.sourceTopic;
  }
  get outputTopic(): string {
    return this.run.outputTopic;
  }
  get definition(): Definition {
    return this.run.definition;
  }

  setRun(run: Run): void {
    this.run = run;
  }

  add(records: number, outputs: number, deadLetters = 0): void {
    this.recordsIn += records;
    this.recordsOut += outputs;
    this.deadLetters += deadLetters;
  }

  addWarmedUp(records: number): void {
    this.warmedUp += records;
  }

  close(): this {
    this.durationMs = Date.now() - this.startedAt;
    return this;
  }

  toJSON(): Record<string, unknown> {
    const { id, group, sourceTopic, outputTopic, definition } = this;
    const { recordsIn, recordsOut, deadLetters, warmedUp, durationMs } = this;
    const counts = { recordsIn, recordsOut, deadLetters, warmedUp, durationMs };
    return { id, group, sourceTopic, outputTopic, definition, ...counts, warnings: this.warnings };
  }

  get text(): string {
    const rate = Math.round(this.recordsIn / Math.max(this.durationMs / 1000, 0.001));
    const warmUp = this.warmedUp === 0 ? "" : `, ${this.warmedUp} earlier ones read for the state`;
    const work =
      this.recordsIn === 0
        ? "nothing new to process"
        : `${this.recordsIn} records in, ${this.recordsOut} results out, ${rate} records/s`;
    const dead =
      this.deadLetters === 0
        ? ""
        : `\n${this.deadLetters} of them could not be processed and were put aside: npx playhead dead-letters --group ${this.group} --topic ${this.sourceTopic}`;
    return `${definitionText(this.definition)}: ${work}${warmUp}${dead}\nrun ${this.id}, from ${this.sourceTopic} to ${this.outputTopic}${warningLines(this.warnings)}`;
  }

  [inspect.custom](): string {
    return this.text;
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    return prose(this.text);
  }
}
