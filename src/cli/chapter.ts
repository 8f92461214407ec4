import type { Command } from "commander";
import { bringAbout, chapterPlace, CHAPTERS, type Chapter } from "../chapters/chapters";
import { Stage } from "../chapters/stage";
import { chapterNumber } from "./arguments";
import { jsonCommand } from "./json-command";
import { print, withWorkbook, type CommonOptions } from "./session";

/** `playhead chapter`: brings the home to where a chapter begins, so that a latecomer can join. */
export function declareChapter(playhead: Command): void {
  jsonCommand(
    playhead,
    "chapter",
    "bring this home to where a notebook begins, so that one can join anywhere",
  )
    .argument("<number>", "the notebook's number: 03", chapterNumber)
    .action(chapter);
}

async function chapter(number: Chapter, options: CommonOptions): Promise<void> {
  await withWorkbook(async (workbook) => {
    const stage = new Stage(workbook);
    await bringAbout(number, stage);
    const { notebook } = CHAPTERS[number];
    const did = stage.did.length === 0 ? ["nothing had to be done"] : stage.did;
    const text = `Ready for notebooks/${notebook}.ipynb:\n${did.map((step) => `  ${step}`).join("\n")}`;
    print(options.json ? { chapter: number, notebook, did: stage.did } : text, options);
  }, chapterPlace(number));
}
