import { inspect } from "node:util";
import { definitionText } from "../processor/processor";
import type { Run } from "../processor/runs";
import { JUPYTER_DISPLAY, type Displayable, type MimeBundle, prose } from "../view/mime";
import type { ChangeOver } from "./sink";

/** What one call of `write` did. */
export class WriteReport implements Displayable {
  private readonly startedAt = Date.now();
  /** Outputs read from each topic there is: the output topic, and that of windows. */
  private readonly read = new Map<string, number>();
  /** Each time readers were given another run to see, in order. */
  readonly changes: ChangeOver[] = [];
  durationMs = 0;
  /** Where a file that was no database, and stood in the way, has been put. */
  kept: string | undefined;

  constructor(
    /** What people call the sink. */
    readonly sink: string,
    readonly topic: string,
  ) {
    this.read.set(topic, 0);
  }

  /** Outputs read from the output topic. */
  get outputs(): number {
    return this.read.get(this.topic) ?? 0;
  }

  /** Outputs read from the topic of windows; undefined where there is none. */
  get windows(): { topic: string; outputs: number } | undefined {
    const [other] = [...this.read].filter(([topic]) => topic !== this.topic);
    return other && { topic: other[0], outputs: other[1] };
  }

  add(topic: string, outputs: number, change: ChangeOver | undefined): void {
    this.read.set(topic, (this.read.get(topic) ?? 0) + outputs);
    if (change !== undefined) this.changes.push(change);
  }

  close(): this {
    this.durationMs = Date.now() - this.startedAt;
    return this;
  }

  toJSON(): Record<string, unknown> {
    const { topic, outputs, windows, durationMs, kept } = this;
    const changes = this.changes.map(({ from, to }) => ({ from: from?.id ?? null, to: to?.id ?? null }));
    return {
      ...{ topic, outputs, changes, durationMs },
      ...(windows === undefined ? {} : { windows }),
      ...(kept === undefined ? {} : { kept }),
    };
  }

  get text(): string {
    const written = [...this.read].map(([topic, outputs]) =>
      outputs === 0 ? `nothing new in ${topic}` : `${outputs} results of ${topic} written`,
    );
    const changes = this.changes.map(changeText);
    const kept = this.kept === undefined ? [] : [`What was there was no database; it is now ${this.kept}`];
    return [...written, ...changes, ...kept].join("\n");
  }

  [inspect.custom](): string {
    return this.text;
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    return prose(this.text);
  }
}

function changeText({ from, to }: ChangeOver): string {
  if (to === undefined) return "dist_calc shows no run any more";
  if (from === undefined) return `dist_calc shows ${runText(to)}`;
  return `dist_calc has changed over, in one step:\n  from  ${runText(from)}\n  to    ${runText(to)}`;
}

function runText({ definition, id }: Run): string {
  return `${definitionText(definition)}, run ${id}`;
}
