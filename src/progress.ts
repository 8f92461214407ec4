/** What a step that takes time says while it works. Counts are of `unit`; times are wall clock. */
export interface Progress {
  /** What is being done, e.g. `ingest journeys.csv`: one line is shown per label, updated in place. */
  label: string;
  done: number;
  /** How many there will be, where that is known. */
  total: number | undefined;
  unit: "records" | "rows" | "bytes" | "cells";
  /** Units per second since the step began. */
  rate: number;
  /** Milliseconds until done at that rate, where it can be told. */
  etaMs: number | undefined;
  /** Of something that follows: how many are still to come, as last heard of. */
  lag?: number | undefined;
  /** Of something that is paced: the event time it has come to, epoch ms. */
  eventTime?: number | undefined;
  /** Set on the last event of a step. */
  finished: boolean;
}

export type OnProgress = (progress: Progress) => void;

/** At most one event per this many milliseconds, besides the last. */
const INTERVAL_MS = 200;

/**
 * Counts the work of one step and reports it at most five times a second.
 *
 * @example
 * const meter = new ProgressMeter({ label: "ingest a.csv", unit: "rows", total: 681 }, onProgress);
 * meter.advance(500); meter.finish();
 */
export class ProgressMeter {
  private readonly startedAt = Date.now();
  private reportedAt = this.startedAt;
  /** A step is over with its last advance, though nobody may know before much later. */
  private advancedAt = this.startedAt;
  private done = 0;
  private lag: number | undefined;
  private pace: { eventTime: number; etaMs: number } | undefined;

  constructor(
    private readonly step: Pick<Progress, "label" | "unit" | "total">,
    private readonly onProgress: OnProgress | undefined,
  ) {}

  advance(count: number, lag?: number): void {
    this.done += count;
    this.lag = lag;
    this.advancedAt = Date.now();
    if (Date.now() - this.reportedAt >= INTERVAL_MS) this.report(false);
  }

  /** Of something that is paced: how far event time has come (epoch ms), and how long the rest takes. */
  reached(eventTime: number, etaMs: number): void {
    const isFirst = this.pace === undefined;
    this.pace = { eventTime, etaMs };
    if (isFirst || Date.now() - this.reportedAt >= INTERVAL_MS) this.report(false);
  }

  finish(): void {
    this.report(true);
  }

  private report(finished: boolean): void {
    this.reportedAt = Date.now();
    const until = finished ? this.advancedAt : this.reportedAt;
    const seconds = Math.max((until - this.startedAt) / 1000, 0.001);
    const rate = this.done / seconds;
    const left = this.step.total === undefined ? undefined : Math.max(this.step.total - this.done, 0);
    this.onProgress?.({
      ...this.step,
      done: this.done,
      rate,
      etaMs: left === undefined || rate === 0 ? undefined : (left / rate) * 1000,
      ...this.pace,
      ...(this.lag === undefined ? {} : { lag: this.lag }),
      finished,
    });
  }
}
