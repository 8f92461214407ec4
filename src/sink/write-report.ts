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
    const { topic, outputs, durationMs } = this;
    const changes = this.changes.map(({ from, to }) => ({ from: from?.id ?? null, to: to.id }));
    return { topic, outputs, changes, durationMs };
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
    return [written, ...changes].join("\n");
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
