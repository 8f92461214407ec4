import { display } from "../notebook/display";
import { openWorkbook } from "../notebook/open";
import { prose } from "../view/mime";
import type { Workbook } from "../workbook";
import type { WorkbookOptions } from "../workbook-calls";
import { bringAbout, chapterPlace, type Chapter } from "./chapters";
import { Stage } from "./stage";

/** Where the kernel keeps the workbook of the last chapter: a variable here would be lost when src is edited. */
const OPENED = Symbol.for("playhead.chapter");
const kernel = globalThis as { [OPENED]?: Workbook };

/** The workbook that the notebook's first cell has opened, if it has. */
export function openedWorkbook(): Workbook | undefined {
  return kernel[OPENED];
}

/**
 * Opens the workbook for a chapter and brings about what the chapter begins with, whatever the home's state: in the
 * order of the chapters there is nothing to do, else it ingests, rewinds, processes or writes what is needed.
 * Whatever an earlier call in this kernel has left following is stopped.
 *
 * | chapter | begins with |
 * |---|---|
 * | 1 ingest | a broker, and a file that can be ingested |
 * | 2 process | the points in their topic, the group's playhead at the start |
 * | 3 rewind | everything processed in miles, the table in miles |
 * | 4 reprocess | the table in miles, the playhead rewound |
 * | 5 chart | everything processed in kilometres as well, the table in kilometres |
 * | 6 two playheads | a fleet of its own: the points until nine processed and written, those of later in the file |
 * | 7 sensor | a broker, the playhead of the averages' group at the start |
 * | 8 which algorithm? | the points in their topic |
 * | 9 models | the points in their topic, nothing predicted yet |
 * | 10 wrong numbers | the points in their topic, and no topic that has them twice |
 * | 11 your own stream | a topic that no playhead has made |
 *
 * @throws PlayheadError BAD_OPTION where there is no such chapter; as ingest, process, write and rewind do; GROUP_ACTIVE where another notebook still follows
 * @example
 * const workbook = await openChapter(3);
 */
export async function openChapter(chapter: Chapter, options: WorkbookOptions = {}): Promise<Workbook> {
  const place = chapterPlace(chapter, options);
  await kernel[OPENED]?.close();
  const workbook = openWorkbook({ ...options, ...place });
  kernel[OPENED] = workbook;
  const brokers = await workbook.brokers();
  const stage = new Stage(workbook);
  await bringAbout(chapter, stage);
  const did = stage.did.length === 0 ? "" : ["\nTo begin here:", ...stage.did].join("\n  ");
  display(prose(`Kafka answers at ${brokers}.${did}`));
  return workbook;
}
