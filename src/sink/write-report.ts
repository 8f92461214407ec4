import { inspect } from "node:util";
import { definitionText } from "../processor/processor";
import type { Run } from "../processor/runs";
import { JUPYTER_DISPLAY, type Displayable, type MimeBundle, prose } from "../view/mime";

/** What one call of `write` did. */
export class WriteReport implements Displayable {
  private readonly startedAt = Date.now();
  /** Outputs read from the topic. */
  outputs = 0;
  /** Each time readers were given another run to see, in order. */
  readonly changes: { from: Run | undefined; to: Run }[] = [];
  durationMs = 0;
  /** Where a file that was no database, and stood in the way, has been put. */
  kept: string | undefined;

  constructor(
    readonly file: string,
    readonly topic: string,
  ) {}

  add(outputs: number, change: { from: Run | undefined; to: Run } | undefined): void {
    this.outputs += outputs;
    if (change !== undefined) this.changes.push(change);
  }

  close(): this {
    this.durationMs = Date.now() - this.startedAt;
    return this;
  }

  toJSON(): Record<string, unknown> {
    const { topic, outputs, durationMs, kept } = this;
    const changes = this.changes.map(({ from, to }) => ({ from: from?.id ?? null, to: to.id }));
    return { topic, outputs, changes, durationMs, ...(kept === undefined ? {} : { kept }) };
  }

  get text(): string {
    const written =
      this.outputs === 0
        ? `nothing new in ${this.topic}`
        : `${this.outputs} results of ${this.topic} written`;
    const changes = this.changes.map(({ from, to }) =>
      from === undefined
        ? `dist_calc shows ${runText(to)}`
        : `dist_calc has changed over, in one step:\n  from  ${runText(from)}\n  to    ${runText(to)}`,
    );
    const kept = this.kept === undefined ? [] : [`What was there was no database; it is now ${this.kept}`];
    return [written, ...changes, ...kept].join("\n");
  }

  [inspect.custom](): string {
    return this.text;
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    return prose(this.text);
  }
}

function runText({ definition, id }: Run): string {
  return `${definitionText(definition)}, run ${id}`;
}
