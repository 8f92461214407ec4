import type { Progress } from "../progress";
import { oneLine } from "../printable";
import { formatBytes, formatCount, formatDuration, formatRate } from "./quantities";

const BAR_WIDTH = 20;

/**
 * One line about a step: while it runs with a bar, the rate and the time left, when it has ended with how much was
 * done in how long.
 *
 * @example
 * progressLine(progress); // "ingest a.csv  [=====>--------------]  250/1,000 rows  25%  500 rows/s  1.5 s left"
 * progressLine(lastOne);  // "ingest a.csv  1,000 rows in 2.0 s, 500 rows/s"
 */
export function progressLine(progress: Progress): string {
  const label = oneLine(progress.label);
  return [label, ...(progress.finished ? ended(progress) : running(progress))].join("  ");
}

function ended(progress: Progress): string[] {
  const { done, total, rate, unit } = progress;
  // A step that was cut short must not look like a whole one.
  const amount = total === undefined || done >= total ? amountText(done, unit) : ofTotal(done, total, unit);
  if (rate <= 0) return [amount];
  return [`${amount} in ${formatDuration((done / rate) * 1000)}, ${formatRate(rate, unit)}`];
}

function running({ done, total, rate, etaMs, lag, eventTime, unit }: Progress): string[] {
  const speed = rate > 0 ? [formatRate(rate, unit)] : [];
  if (total === undefined) {
    return [amountText(done, unit), ...speed, ...(lag === undefined ? [] : [`lag ${formatCount(lag)}`])];
  }
  const share = total === 0 ? 1 : Math.min(done / total, 1);
  return [
    progressBar(share, BAR_WIDTH),
    ofTotal(done, total, unit),
    `${Math.floor(share * 100)}%`,
    ...(eventTime === undefined ? speed : [`${formatTime(eventTime)} UTC`]),
    ...(etaMs === undefined ? [] : [`${formatDuration(etaMs)} left`]),
  ];
}

function formatTime(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 19).replace("T", " ");
}

/**
 * A bar of text for a share from 0 to 1.
 *
 * @example
 * progressBar(0.25, 8); // "[=>------]"
 */
export function progressBar(share: number, width: number): string {
  const filled = Math.round(Math.min(Math.max(share, 0), 1) * width);
  const head = filled > 0 && filled < width ? `${"=".repeat(filled - 1)}>` : "=".repeat(filled);
  return `[${head}${"-".repeat(width - filled)}]`;
}

function amountText(amount: number, unit: Progress["unit"]): string {
  if (unit === "bytes") return formatBytes(amount);
  return `${formatCount(amount)} ${amount === 1 ? unit.slice(0, -1) : unit}`;
}

function ofTotal(done: number, total: number, unit: Progress["unit"]): string {
  return unit === "bytes"
    ? `${formatBytes(done)}/${formatBytes(total)}`
    : `${formatCount(done)}/${formatCount(total)} ${unit}`;
}
