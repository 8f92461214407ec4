import type { OnProgress } from "../progress";
import { progressLine } from "../view/progress-line";

/** Progress as one line on standard error, rewritten in place; nothing where that is not a terminal. */
export function terminalProgress(stream: NodeJS.WriteStream = process.stderr): OnProgress | undefined {
  if (!stream.isTTY) return undefined;
  return (progress) => {
    const line = progressLine(progress).slice(0, Math.max(stream.columns - 1, 20));
    stream.write(`\r\x1b[K${line}${progress.finished ? "\n" : ""}`);
  };
}
