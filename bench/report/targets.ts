import type { Measurement } from "../measure/contestant";
import type { Limits } from "../measure/machine";
import { ratio, type Rated } from "./statistics";

export interface Results {
  measurements: readonly Measurement[];
  limits: readonly Limits[];
}

/** One aim of ours, and how near we are. */
export interface TargetRow {
  target: string;
  wanted: string;
  /** Undefined where what it speaks of was not measured. */
  reached: string | undefined;
  met: boolean | undefined;
}

/** Targets are about topics of so many partitions, and these about machines with as many cores. */
const PARTITIONS = 4;
const CORES = 4;

interface Ratio {
  ours: string;
  /** A contestant, or what the machine allows: `read`. */
  to: string;
  title: string;
  least: number;
  /** Whether the aim is for machines with four cores only. */
  fourCores?: true;
}

const RATIOS: readonly Ratio[] = [
  { ours: "ours", to: "streams", title: "plain function : Kafka Streams, 1 thread", least: 2.5 },
  { ours: "ours", to: "quix", title: "plain function : quixstreams", least: 12 },
  { ours: "ours", to: "read", title: "plain function : read-only, whole run", least: 0.45 },
  { ours: "ours-fields", to: "read", title: "declared fields : read-only, whole run", least: 1 },
  { ours: "ours-latest", to: "read", title: 'emit: "latest" : read-only, whole run', least: 1.2 },
  { ours: "ours-workers", to: "ours", title: "--workers 4 : one thread", least: 2, fourCores: true },
  {
    ours: "ours-workers",
    to: "streams-4",
    title: "--workers 4 : Kafka Streams, 4 threads",
    least: 4,
    fourCores: true,
  },
];

/**
 * Compares what was measured with what we are after. Ratios are taken within each round.
 *
 * @param cores how many this machine has
 */
export function targetRows(results: Results, cores: number): TargetRow[] {
  return [...RATIOS.map((each) => ratioRow(results, each, cores)), sameBytesRow(results)];
}

function ratioRow(results: Results, { ours, to, title, least, fourCores }: Ratio, cores: number): TargetRow {
  const reached = ratio(rates(results, ours), rates(results, to));
  const note = fourCores && cores < CORES ? ` (on ${CORES} cores; here: ${cores})` : "";
  return {
    target: title,
    wanted: `≥ ${least} ×${note}`,
    reached: reached === undefined ? undefined : `${reached.toFixed(2)} ×`,
    met: reached === undefined || note !== "" ? undefined : reached >= least,
  };
}

function rates({ measurements, limits }: Results, name: string): Rated[] {
  const all =
    name === "read"
      ? limits.map(({ partitions, round, read }) => ({ partitions, round, rate: read }))
      : measurements.filter(({ contestant, wrong }) => contestant === name && wrong === undefined);
  return all.filter(({ partitions }) => partitions === PARTITIONS);
}

/** A declared field changes how fast a record is read, never what comes out. */
function sameBytesRow({ measurements }: Results): TargetRow {
  const digests = (name: string): Set<string> =>
    new Set(measurements.filter(({ contestant }) => contestant === name).map(({ digest }) => digest));
  const [plain, fields] = [digests("ours"), digests("ours-fields")];
  const measured = plain.size > 0 && fields.size > 0;
  const same = new Set([...plain, ...fields]).size === 1;
  return {
    target: "declared fields: same outputs as the plain function",
    wanted: "bit for bit",
    reached: measured ? (same ? "bit for bit" : "they differ") : undefined,
    met: measured ? same : undefined,
  };
}
