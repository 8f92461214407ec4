import { PlayheadError } from "../errors";
import { cumulativeDistance } from "../processor/library/cumulative-distance";
import type { Unit } from "../distance/units";
import type { Run } from "../processor/runs";
import { earliest } from "../rewind/targets";
import { prose } from "../view/mime";
import type { Workbook, WorkbookOptions } from "../workbook";
import { requireDataFile } from "./data-file";
import { display } from "./display";
import { openWorkbook } from "./open";

/** The chapters of the walk-through: each begins where the one before it ended. */
export type Chapter = 1 | 2 | 3 | 4 | 5;

/** Where the kernel keeps the workbook of the last chapter: a variable here would be lost when src is edited. */
const OPENED = Symbol.for("playhead.chapter");
const kernel = globalThis as { [OPENED]?: Workbook };

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
 *
 * @throws PlayheadError as ingest, process, write and rewind do; GROUP_ACTIVE where another notebook still follows
 * @example
 * const workbook = await openChapter(3);
 */
export async function openChapter(chapter: Chapter, options: WorkbookOptions = {}): Promise<Workbook> {
  await kernel[OPENED]?.close();
  const workbook = openWorkbook(options);
  kernel[OPENED] = workbook;
  const brokers = await workbook.brokers();
  const stage = new Stage(workbook);
  const bringAbout: Record<Chapter, () => Promise<void>> = {
    1: () => requireDataFile(workbook.dataFile),
    2: () => stage.atTheStart(),
    3: () => stage.inMiles(),
    4: () => stage.rewound(),
    5: () => stage.inBoth(),
  };
  await bringAbout[chapter]();
  const did = stage.did.length === 0 ? "" : ["\nTo begin here:", ...stage.did].join("\n  ");
  display(prose(`Kafka answers at ${brokers}.${did}`));
  return workbook;
}

/** Brings a home to the state in which a chapter begins, by the same steps that a reader would take. */
class Stage {
  readonly did: string[] = [];

  constructor(private readonly workbook: Workbook) {}

  async atTheStart(): Promise<void> {
    await this.ingested();
    await this.rewind();
  }

  async inMiles(): Promise<void> {
    await this.ingested();
    if (await this.shows("mi")) return;
    await this.processed("mi");
  }

  async rewound(): Promise<void> {
    await this.ingested();
    if ((await this.tableUnit()) !== "mi") await this.processed("mi");
    await this.rewind();
  }

  async inBoth(): Promise<void> {
    await this.ingested();
    if ((await this.shows("km")) && (await this.runIn("mi")) !== undefined) return;
    await this.rewound();
    await this.processed("km");
  }

  private async ingested(): Promise<void> {
    const { added, facts } = await this.workbook.ingest(this.workbook.dataFile);
    if (added > 0) this.did.push(`${facts.file} was ingested`);
  }

  /** Whether everything has been processed in the unit and the table shows it. */
  private async shows(unit: Unit): Promise<boolean> {
    if ((await this.tableUnit()) !== unit) return false;
    const latest = (await this.runs())[0];
    return latest?.definition.parameters["unit"] === unit && (await this.lag()) === 0;
  }

  private runs(): Promise<Run[]> {
    const { calculator: group, source: topic } = this.workbook.names;
    return this.workbook.runs({ group, topic });
  }

  private async tableUnit(): Promise<unknown> {
    try {
      return (await this.workbook.query("SELECT unit FROM dist_calc LIMIT 1"))[0]?.["unit"];
    } catch (error) {
      if (error instanceof PlayheadError && error.code === "NO_RESULTS") return undefined;
      throw error;
    }
  }

  private async lag(): Promise<number> {
    const { calculator, source } = this.workbook.names;
    const rows = (await this.workbook.groups()).filter(
      ({ group, topic }) => group === calculator && topic === source,
    );
    return rows.reduce((sum, { lag }) => sum + lag, 0);
  }

  private async runIn(unit: Unit): Promise<Run | undefined> {
    return (await this.runs()).find(({ definition }) => definition.parameters["unit"] === unit);
  }

  /** Processes everything in the unit; a run of another definition is rewound first. */
  private async processed(unit: Unit): Promise<void> {
    const processor = cumulativeDistance({ unit });
    try {
      await this.workbook.process(processor);
    } catch (error) {
      if (!(error instanceof PlayheadError && error.code === "DEFINITION_CHANGED")) throw error;
      await this.rewind();
      await this.workbook.process(processor);
    }
    await this.workbook.write();
    this.did.push(`everything was processed in ${unit} and written`);
  }

  /** Moves the group's playhead to the start, unless it is there. */
  private async rewind(): Promise<void> {
    const { calculator, source } = this.workbook.names;
    const offsets = (await this.workbook.groups()).filter(
      ({ group, topic }) => group === calculator && topic === source,
    );
    if (offsets.every(({ currentOffset }) => currentOffset === null)) return;
    const plan = await this.workbook.rewind(calculator, earliest());
    if (plan.moves.every(({ currentOffset, newOffset }) => currentOffset === newOffset)) return;
    await plan.execute();
    this.did.push(`the playhead of ${calculator} was rewound to the start`);
  }
}
