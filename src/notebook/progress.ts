import { randomUUID } from "node:crypto";
import type { OnProgress, Progress } from "../progress";
import { escapeHtml, type MimeBundle } from "../view/mime";
import { progressLine } from "../view/progress-line";
import { displayHook, type DisplayHook } from "./display";

/** Steps shorter than this come and go without a line. */
const SHOWN_AFTER_MS = 1000;

/** Carriage return, then "erase the line" (ECMA-48 EL). */
const REWRITE = "\r\u001b[2K";

/** Where progress is shown. */
export interface ProgressOutput {
  hook: DisplayHook | undefined;
  stream: { isTTY?: boolean; columns?: number; write(text: string): unknown };
}

/**
 * Shows progress where the code runs: in a cell one line per step, replaced in place; in a terminal one line on
 * standard error, rewritten. Steps of less than a second are not shown at all, and nothing is where standard error
 * goes to a file.
 *
 * @example
 * openWorkbook({ onProgress: cellProgress() });
 */
export function cellProgress(
  output: ProgressOutput = { hook: displayHook(), stream: process.stderr },
): OnProgress {
  const { hook, stream } = output;
  if (hook !== undefined) return inCell(hook);
  return stream.isTTY === true ? inTerminal(stream) : () => undefined;
}

function inCell(hook: DisplayHook): OnProgress {
  /** The output of each step that has one. */
  const displayIds = new Map<string, string>();
  return (progress) => {
    const known = displayIds.get(progress.label);
    if (known === undefined && (!lastsLong(progress) || isUpToDate(progress))) return;
    const displayId = known ?? randomUUID();
    displayIds.set(progress.label, displayId);
    hook.display(quietLine(progressLine(progress)), { displayId, update: known !== undefined });
    if (progress.finished) displayIds.delete(progress.label);
  };
}

function inTerminal(stream: ProgressOutput["stream"]): OnProgress {
  const shown = new Set<string>();
  return (progress) => {
    if (!shown.has(progress.label) && !lastsLong(progress)) return;
    shown.add(progress.label);
    // A line that wraps could not be rewritten.
    const line = [...progressLine(progress)].slice(0, (stream.columns ?? 80) - 1).join("");
    stream.write(`${REWRITE}${line}${progress.finished ? "\n" : ""}`);
    if (progress.finished) shown.delete(progress.label);
  };
}

/** Whether the step has run, or will run, for long enough to be worth a line. */
function lastsLong({ done, rate, finished, etaMs }: Progress): boolean {
  const elapsed = rate > 0 ? (done / rate) * 1000 : 0;
  return elapsed + (finished ? 0 : (etaMs ?? 0)) >= SHOWN_AFTER_MS;
}

/** What follows and has caught up is no news below whichever cell happens to run: groups and playheads tell of it. */
function isUpToDate({ lag, finished }: Progress): boolean {
  return lag !== undefined && !finished && lag === 0;
}

function quietLine(text: string): MimeBundle {
  const style = "opacity:.7;font-family:monospace;white-space:pre-wrap";
  return { "text/plain": text, "text/html": `<div style="${style}">${escapeHtml(text)}</div>` };
}
