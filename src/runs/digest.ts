import { inspect } from "node:util";
import type { Connection } from "../kafka/connection";
import type { Names } from "../names";
import { definitionText } from "../processor/processor";
import type { Run } from "../processor/runs";
import { JUPYTER_DISPLAY, type Displayable, type MimeBundle } from "../view/mime";
import { table, type Table } from "../view/table";
import { findRun, type FoundRun } from "./find-run";
import { OutputDigest } from "./output-digest";
import { runOutputs } from "./run-outputs";
import { readStateDigests, type StateDigests } from "./state-digest";

interface Row {
  partition: number;
  from: number;
  to: number;
  count: number;
  outputs: string;
  state: string | null;
}

/** What a run has made, in a few digits: two runs with the same digests have made the same. Made by {@link digestOf}. */
export class RunDigest implements Displayable {
  /** By partition of the source: the SHA-256 of its outputs, in hexadecimal digits. */
  readonly outputs: Readonly<Record<string, string>>;
  /** By partition of the source: the SHA-256 of its keys' states; null where the changelog is not that of the run. */
  readonly state: Readonly<Record<string, string>> | null;
  readonly #view: Table<Row>;

  constructor({ run, progress }: Pick<FoundRun, "run" | "progress">, made: Made, states: StateDigests) {
    const byPartition = "byPartition" in states ? states.byPartition : null;
    const rows = [...made].map(([partition, digest]): Row => ({
      partition,
      from: progress.get(partition)?.startOffset ?? 0,
      to: progress.get(partition)?.nextOffset ?? 0,
      count: digest.count,
      outputs: digest.hex(),
      state: byPartition?.[partition] ?? null,
    }));
    this.outputs = Object.fromEntries(rows.map(({ partition, outputs }) => [partition, outputs]));
    this.state = byPartition;
    const why = "missing" in states ? `; no digest of its state, as ${states.missing}` : "";
    this.#view = digestTable(rows, `run ${run.id}, ${definitionText(run.definition)}${why}`);
  }

  get text(): string {
    return this.#view.text;
  }

  [inspect.custom](): string {
    return this.text;
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    return this.#view[JUPYTER_DISPLAY]();
  }
}

type Made = ReadonlyMap<number, OutputDigest>;

function digestTable(rows: Row[], caption: string): Table<Row> {
  return table(
    rows,
    [
      { title: "PARTITION", value: ({ partition }) => partition },
      { title: "FROM", value: ({ from }) => from },
      { title: "TO", value: ({ to }) => to },
      { title: "OUTPUTS", value: ({ count }) => count },
      { title: "SHA-256 OF OUTPUTS", value: ({ outputs }) => outputs },
      { title: "SHA-256 OF STATE", value: ({ state }) => state },
    ],
    { caption },
  );
}

/**
 * Digests of what a run has made so far: of its outputs, with those of its warm-up, in the order of the source, and of
 * the state that it has come to. They depend on definition and records only, not on how the work was cut into batches,
 * calls and members; see {@link OutputDigest} and {@link stateDigest} for what is in them, byte by byte.
 *
 * @param which the run, or its id
 * @throws PlayheadError RUN_NOT_FOUND; LOG_GAP where outputs are no longer in the topic
 * @example
 * const before = await workbook.digest(run); // { outputs: { 0: "9f86d0…" }, state: { 0: "60303a…" } }
 */
export async function digestOf(
  connection: Connection,
  names: Names,
  which: string | Pick<Run, "id">,
): Promise<RunDigest> {
  const found = await findRun(connection, names, which);
  const made = new Map([...found.progress.keys()].map((partition) => [partition, new OutputDigest()]));
  for await (const output of runOutputs(connection, found)) made.get(output.source.partition)?.add(output);
  return new RunDigest(found, made, await readStateDigests(connection, names, found));
}
