import { openedWorkbook } from "../chapters/open-chapter";
import { PlayheadError } from "../errors";
import { display } from "../notebook/display";
import { escapeHtml } from "../view/mime";
import { EXERCISES, type ExerciseId } from "./exercises";

/** Where the kernel counts the tries at each exercise: a variable here would be lost when src is edited. */
const TRIES = Symbol.for("playhead.exercises");
const kernel = globalThis as { [TRIES]?: Map<string, number> };

/**
 * Judges the answer to an exercise and says so in the cell: right, or why not yet, from the second try on with a hint. An
 * exercise that was not begun (`undefined`) is no try.
 *
 * @throws PlayheadError NO_CHAPTER where the notebook's first cells have not run
 */
export async function answerExercise(id: ExerciseId, answer: unknown): Promise<void> {
  const workbook = openedWorkbook();
  if (workbook === undefined) {
    throw new PlayheadError("NO_CHAPTER", `Exercise ${id} can't be checked: no chapter is open`, {
      remedy: "run the notebook's cells from the first on",
    });
  }
  if (answer === undefined) return say("○", `Exercise ${id}: yours to do`, "inherit");
  const { hint, judge } = EXERCISES[id];
  const verdict = await judge(await Promise.resolve(answer), workbook);
  if (verdict === true) return say("✓", `Exercise ${id}: right`, "#009E73");
  const tries = (kernel[TRIES] ??= new Map<string, number>());
  const count = (tries.get(id) ?? 0) + 1;
  tries.set(id, count);
  say("…", `Exercise ${id}: not yet. ${verdict}${count > 1 ? `\nHint: ${hint}` : ""}`, "#D55E00");
}

function say(mark: string, text: string, colour: string): void {
  const lines = escapeHtml(text).replaceAll("\n", "<br>");
  display({
    "text/plain": `${mark} ${text}`,
    "text/html": `<div><span style="color:${colour};font-weight:700">${mark}</span> ${lines}</div>`,
  });
}
