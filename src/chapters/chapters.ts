import { readConfig, type Config } from "../config";
import { PlayheadError } from "../errors";
import { requireDataFile } from "../notebook/data-file";
import { atNineInTheMorning, liveFleetConfig } from "./live-fleet";
import type { Stage } from "./stage";
import { beforeTheWrongNumbers } from "./wrong-numbers";
import { weatherReported } from "./weather";

/** A notebook of the course, and how a home gets to where it begins. */
interface ChapterDefinition {
  /** The notebook's name in `notebooks/`, without its ending. */
  notebook: string;
  /** Where it plays, if not among the walk-through's topics. */
  place?: (config: Config) => Partial<Config>;
  bringAbout: (stage: Stage) => Promise<void>;
}

/** The chapters of the course, by their number. */
export const CHAPTERS = {
  1: { notebook: "01-ingest", bringAbout: ({ workbook }) => requireDataFile(workbook.dataFile) },
  2: { notebook: "02-process", bringAbout: (stage) => stage.atTheStart() },
  3: { notebook: "03-rewind", bringAbout: (stage) => stage.inMiles() },
  4: { notebook: "04-reprocess", bringAbout: (stage) => stage.rewound() },
  5: { notebook: "05-chart", bringAbout: (stage) => stage.inBoth() },
  6: { notebook: "06-two-playheads", place: liveFleetConfig, bringAbout: atNineInTheMorning },
  7: {
    notebook: "07-sensor",
    bringAbout: (stage) =>
      stage.rewind(stage.workbook.names.averager, stage.workbook.names.simulatedTemperatures),
  },
  8: { notebook: "08-which-algorithm", bringAbout: (stage) => stage.ingested() },
  9: { notebook: "09-models", bringAbout: (stage) => stage.unpredicted() },
  10: { notebook: "10-wrong-numbers", bringAbout: beforeTheWrongNumbers },
  11: { notebook: "11-your-own-stream", bringAbout: weatherReported },
} as const satisfies Record<number, ChapterDefinition>;

/** The number of a chapter. */
export type Chapter = keyof typeof CHAPTERS;

/**
 * The settings of a chapter's workbook, where they are others than those given.
 *
 * @throws PlayheadError BAD_OPTION where there is no such chapter
 */
export function chapterPlace(chapter: Chapter, given: Partial<Config> = {}): Partial<Config> {
  if (!isChapter(chapter)) {
    throw new PlayheadError("BAD_OPTION", `There is no chapter ${String(chapter)}`, {
      remedy: `the chapters are ${Object.keys(CHAPTERS).join(", ")}`,
    });
  }
  const { place }: ChapterDefinition = CHAPTERS[chapter];
  return place?.({ ...readConfig(), ...given }) ?? {};
}

/** Whether the course has a chapter of that number. */
export function isChapter(number: number): number is Chapter {
  return Object.hasOwn(CHAPTERS, number);
}

/**
 * Brings a home to the state in which a chapter begins, by the same steps that a reader would take.
 *
 * @throws PlayheadError as ingest, process, write and rewind do
 */
export async function bringAbout(chapter: Chapter, stage: Stage): Promise<void> {
  await CHAPTERS[chapter].bringAbout(stage);
}
