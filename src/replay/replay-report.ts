import { inspect } from "node:util";
import { compareIn } from "../compare/compare";
import type { Comparison } from "../compare/comparison";
import { withRows } from "../compare/results";
import type { CompareOptions } from "../compare/row-diff";
import { PlayheadError } from "../errors";
import type { IteratedOutput } from "../processor/iterate";
import { definitionText, type Definition } from "../processor/processor";
import { JUPYTER_DISPLAY, prose, type Displayable, type MimeBundle } from "../view/mime";
import { formatCount } from "../view/quantities";
import { table, type Table } from "../view/table";
import { warningLines } from "../view/warning-lines";
import { hasNumber, sideBySide, type SideBySideRow } from "./side-by-side";
import type { Lane, Replayed } from "./lane";

/** Digits of a digest that are enough to tell two apart by eye. JSON has them all. */
const DIGITS = 12;

/** A definition that is longer, as those of pipes are, is shown without its parameters. */
const DEFINITION_LENGTH = 60;

/** What one processor has made, with the name that it has in the replay. */
export type ReplayRow<Name extends string = string> = Replayed & { name: Name };

/** What several processors have made of one reading of a topic; see `workbook.replay`. */
export class Replay<Name extends string = string> implements Displayable {
  /** What each has made, by its name. */
  readonly processors: Readonly<Record<Name, Replayed>>;
  /** A row for each: what it has made, and what that took. */
  readonly table: Table<ReplayRow<Name>>;
  /** A row for each: its definition, whole, and the digests of what it has made. */
  readonly digests: Table<ReplayRow<Name>>;

  constructor(
    readonly topic: string,
    /** Records that were read, those for the state alone among them. */
    readonly records: number,
    private readonly lanes: ReadonlyMap<Name, Lane>,
    /** Of what the topic's settings take away, see `topicWarnings`. */
    readonly warnings: readonly string[] = [],
  ) {
    const rows = [...lanes].map(([name, lane]) => ({ name, ...lane.finish() }));
    this.processors = Object.fromEntries(rows.map(({ name, ...replayed }) => [name, replayed])) as Record<
      string,
      Replayed
    > as Record<Name, Replayed>;
    this.table = table(
      rows,
      [
        { title: "name", value: ({ name }) => name },
        { title: "processor", value: ({ definition }) => shortDefinition(definition), wrap: true },
        { title: "records in", value: ({ recordsIn }) => recordsIn },
        { title: "outputs", value: ({ recordsOut }) => recordsOut },
        { title: "bad records", value: ({ badRecords }) => badRecords },
        { title: "keys", value: ({ keys }) => keys },
        { title: "ms", value: ({ ms }) => ms, digits: 1 },
        { title: "µs per record", value: ({ microsecondsPerRecord }) => microsecondsPerRecord, digits: 2 },
      ],
      {
        caption: `${formatCount(records)} records of ${topic}, read once; nothing was committed or written`,
      },
    );
    this.digests = table(
      rows,
      [
        { title: "name", value: ({ name }) => name },
        { title: "processor", value: ({ definition }) => definitionText(definition), wrap: true },
        { title: "state", value: ({ stateDigest }) => stateDigest.slice(0, DIGITS) },
        { title: "outputs", value: ({ outputDigests }) => shortDigests(outputDigests), wrap: true },
      ],
      { caption: `SHA-256, the first ${DIGITS} digits; of the outputs one for each partition` },
    );
  }

  /** The last output of each key. */
  lastOutputs(name: Name): Map<string, unknown> {
    return new Map([...this.lane(name).rows()].map(({ key, value }) => [key, JSON.parse(value) as unknown]));
  }

  /**
   * Every output, in the order in which they were made, where the replay was told to keep them.
   *
   * @throws PlayheadError BAD_OPTION where it was not
   * @example
   * const replayed = await workbook.replay(topic, {}, { speed: speed({ unit: "km/h" }) }, { keep: "every" });
   * replayed.outputs<SpeedOutput>("speed").map(({ output }) => output.speed);
   */
  outputs<Output = Record<string, unknown>>(name: Name): IteratedOutput<Output>[] {
    const outputs = this.lane(name).outputs();
    if (outputs !== undefined) return outputs as IteratedOutput<Output>[];
    throw new PlayheadError("BAD_OPTION", "This replay has kept the last output of each key only", {
      remedy: 'tell it to keep them all: replay(topic, range, processors, { keep: "every" })',
    });
  }

  /**
   * The last outputs of several of them beside each other: a row for each key, a column for each processor.
   *
   * @param field of the outputs; a number. Its unit is that of the outputs' own field `unit`, if they have one.
   * @param names which processors; default all that have put such a number out
   * @throws PlayheadError BAD_OPTION
   * @example
   * replayed.sideBySide("distance", "haversine", "geodesic");
   */
  sideBySide(field: string, ...names: Name[]): Table<SideBySideRow<Name>> {
    const outputs = ([...this.lanes.keys()] as Name[]).map((name) => [name, this.lastOutputs(name)] as const);
    const chosen =
      names.length === 0
        ? outputs.filter(([, last]) => hasNumber(last, field))
        : names.map((name) => [name, this.lastOutputs(name)] as const);
    return sideBySide(new Map(chosen), field);
  }

  /**
   * Puts the last outputs of two of them side by side, as `workbook.compare` does with runs.
   *
   * @throws PlayheadError NO_RESULTS, BAD_OPTION
   * @example
   * await replayed.compare("haversine", "geodesic", { tolerance: { absolute: 1, unit: "m" } });
   */
  async compare(before: Name, after: Name, options: CompareOptions = {}): Promise<Comparison> {
    const lanes = before === after ? [this.lane(before)] : [this.lane(before), this.lane(after)];
    const rows = lanes.flatMap((lane) => [...lane.rows()]);
    const [comparison] = await withRows(rows, (results) => compareIn(results, [before, after], options));
    return comparison as Comparison;
  }

  toJSON(): Record<string, unknown> {
    const { topic, records, processors, warnings } = this;
    return { topic, records, processors, warnings };
  }

  [inspect.custom](): string {
    return inspect(this.table) + warningLines(this.warnings);
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    const shown = this.table[JUPYTER_DISPLAY]();
    if (this.warnings.length === 0) return shown;
    const { "text/html": html = "" } = shown;
    return {
      "text/plain": inspect(this),
      "text/html": html + (prose(warningLines(this.warnings).trim())["text/html"] ?? ""),
    };
  }

  private lane(name: Name): Lane {
    const lane = this.lanes.get(name);
    if (lane !== undefined) return lane;
    throw new PlayheadError("BAD_OPTION", `There is no processor ${JSON.stringify(name)} in this replay`, {
      remedy: `choose one of: ${[...this.lanes.keys()].join(", ")}`,
    });
  }
}

function shortDefinition(definition: Definition): string {
  const text = definitionText(definition);
  if (text.length <= DEFINITION_LENGTH) return text;
  const { length } = Object.keys(definition.parameters);
  return `${definition.name} ${definition.version} (${length} parameter${length === 1 ? "" : "s"})`;
}

function shortDigests(digests: Record<number, string>): string {
  const all = Object.values(digests).map((digest) => digest.slice(0, DIGITS));
  return all.length <= 3 ? all.join(" ") : `${all.slice(0, 2).join(" ")} … of ${all.length} partitions`;
}
