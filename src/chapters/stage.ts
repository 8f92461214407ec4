import type { Unit } from "../distance/units";
import { PlayheadError } from "../errors";
import { cumulativeDistance } from "../processor/library/cumulative-distance";
import type { Run } from "../processor/runs";
import { earliest } from "../rewind/targets";
import type { Workbook } from "../workbook";

/** Brings a home to the state in which a chapter begins, by the same steps that a reader would take. */
export class Stage {
  /** What had to be done, in words. */
  readonly did: string[] = [];

  constructor(readonly workbook: Workbook) {}

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

  async ingested(): Promise<void> {
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

  /** Nobody has predicted anything yet, or would predict it anew. */
  async unpredicted(): Promise<void> {
    await this.ingested();
    await this.rewind(this.workbook.names.predictor);
  }

  /** Moves a group's playhead to the start, unless it is there; by default that of the walk-through's group. */
  async rewind(group = this.workbook.names.calculator, topic = this.workbook.names.source): Promise<void> {
    const offsets = (await this.workbook.groups()).filter(
      (row) => row.group === group && row.topic === topic,
    );
    if (offsets.every(({ currentOffset }) => currentOffset === null)) return;
    const plan = await this.workbook.rewind(group, earliest(), topic);
    if (plan.moves.every(({ currentOffset, newOffset }) => currentOffset === newOffset)) return;
    await plan.execute();
    this.did.push(`the playhead of ${group} was rewound to the start`);
  }
}
