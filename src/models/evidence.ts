import { inspect } from "node:util";
import { JUPYTER_DISPLAY, prose, type Displayable, type MimeBundle } from "../view/mime";
import { table, type Table } from "../view/table";
import type { PredictionOutput } from "./evaluate";
import { byTrack } from "../tracks/by-track";
import { mean, median } from "./statistics";

/** One track under two versions of a model: mean errors, metres. */
export interface TrackEvidence {
  track_id: string;
  predictions: number;
  before: number;
  after: number;
}

/** Whether a new version of a model predicts better than the one before, and how we know. */
export class Evidence implements Displayable {
  /** Records that both versions have predicted: only these count. */
  readonly predictions: number;
  /** Median errors over all of them, metres. */
  readonly before: number;
  readonly after: number;
  readonly tracks: Table<TrackEvidence>;

  constructor(before: readonly PredictionOutput[], after: readonly PredictionOutput[]) {
    const pairs = paired(before, after);
    this.predictions = pairs.length;
    this.before = median(pairs.map(([old]) => old.error));
    this.after = median(pairs.map(([, next]) => next.error));
    this.tracks = tracksTable(pairs);
  }

  /** Tracks on which the new version's mean error is smaller. */
  get tracksBetter(): number {
    return this.tracks.filter(({ before, after }) => after < before).length;
  }

  /** Whether the median error is smaller, and the mean error on more than half of the tracks. */
  get isBetter(): boolean {
    return this.after < this.before && this.tracksBetter > this.tracks.length / 2;
  }

  toJSON(): Record<string, unknown> {
    const { predictions, before, after, tracks, tracksBetter, isBetter } = this;
    return { predictions, before, after, tracks, tracksBetter, isBetter };
  }

  private get summary(): string {
    const { predictions, before, after, tracks, tracksBetter, isBetter } = this;
    return [
      `${predictions} points predicted by both. Median error: ${before.toFixed(1)} m before, ${after.toFixed(1)} m after.`,
      `On ${tracksBetter} of ${tracks.length} tracks the new version is nearer. So it is ${isBetter ? "better" : "not better"}.`,
    ].join("\n");
  }

  [inspect.custom](): string {
    return [this.summary, inspect(this.tracks)].join("\n\n");
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    const html = `${prose(this.summary)["text/html"] ?? ""}${this.tracks.html}`;
    return { "text/plain": this[inspect.custom](), "text/html": html };
  }
}

/**
 * Weighs two versions of a model against each other, on the points that both have predicted: the new one is better if its
 * median error is smaller and it is nearer on more than half of the tracks. The median, since a few wild points would
 * decide over a mean; the tracks, since one long track would decide over the median.
 *
 * @param before the outputs of {@link evaluateModel}'s processor with the old version, in the order of each track
 * @param after the same with the new version
 * @example
 * const evidence = modelEvidence(await workbook.outputs(live), await workbook.outputs(next));
 * if (evidence.isBetter) await reprocessed.promote();
 */
export function modelEvidence(
  before: readonly { output: PredictionOutput }[],
  after: readonly { output: PredictionOutput }[],
): Evidence {
  return new Evidence(
    before.map(({ output }) => output),
    after.map(({ output }) => output),
  );
}

type Pair = readonly [before: PredictionOutput, after: PredictionOutput];

/** A prediction's number on its track says which point it is of: both runs have read the same log. */
function paired(before: readonly PredictionOutput[], after: readonly PredictionOutput[]): Pair[] {
  const placeOf = ({ track_id, predictions }: PredictionOutput): string =>
    JSON.stringify([track_id, predictions]);
  const old = new Map(before.map((output) => [placeOf(output), output]));
  return after.flatMap((output) => {
    const match = old.get(placeOf(output));
    return match === undefined ? [] : [[match, output] as const];
  });
}

function tracksTable(pairs: readonly Pair[]): Table<TrackEvidence> {
  const before = byTrack(pairs.map(([old]) => old));
  const after = byTrack(pairs.map(([, next]) => next));
  const rows = [...before].map(([track_id, outputs]) => ({
    track_id,
    predictions: outputs.length,
    before: mean(outputs.map(({ error }) => error)),
    after: mean((after.get(track_id) ?? []).map(({ error }) => error)),
  }));
  return table(rows, [
    { title: "track", value: (row) => row.track_id },
    { title: "predictions", value: (row) => row.predictions },
    { title: "mean error before", unit: "m", value: (row) => row.before, digits: 1 },
    { title: "after", unit: "m", value: (row) => row.after, digits: 1 },
    {
      title: "nearer",
      value: (row) => (row.after < row.before ? "after" : row.after > row.before ? "before" : "equal"),
    },
  ]);
}
