import { inspect } from "node:util";
import type { Replay } from "../replay/replay-report";
import { costAgainstError } from "../view/charts/cost-against-error";
import { errorByTrack } from "../view/charts/error-by-track";
import { errorOverTime } from "../view/charts/error-over-time";
import type { Figure } from "../view/figure";
import { JUPYTER_DISPLAY, type Displayable, type MimeBundle } from "../view/mime";
import { table, type Table } from "../view/table";
import type { PredictionOutput } from "./evaluate";
import { mean, median } from "./statistics";
import { byTrack } from "../tracks/by-track";

/** What is known of one model, over all tracks. */
export interface ModelScore {
  model: string;
  predictions: number;
  /** Metres. */
  medianError: number;
  meanError: number;
  /** What a record costs: to predict it, to learn from it, to write the output; wall clock, in microseconds. */
  microseconds: number;
}

/** The mean error of one model on one track, metres. */
export interface TrackError {
  model: string;
  track_id: string;
  predictions: number;
  meanError: number;
}

/** Several models over the same records; see {@link compareModels}. */
export class ModelComparison implements Displayable {
  /** A row for each model. */
  readonly scores: Table<ModelScore>;
  /** A row for each track and model. */
  readonly tracks: Table<TrackError>;

  constructor(
    private readonly errors: ReadonlyMap<string, readonly PredictionOutput[]>,
    microseconds: ReadonlyMap<string, number>,
  ) {
    this.scores = scoresTable(
      [...errors].map(([model, outputs]) => {
        const all = outputs.map(({ error }) => error);
        return {
          model,
          predictions: all.length,
          medianError: median(all),
          meanError: mean(all),
          microseconds: microseconds.get(model) ?? NaN,
        };
      }),
    );
    this.tracks = tracksTable(
      [...errors].flatMap(([model, outputs]) =>
        [...byTrack(outputs)].map(([track_id, of]) => trackError(model, track_id, of)),
      ),
    );
  }

  /** How a model gets better, or not, while a track goes on: the mean error of the last 20 points of all tracks. */
  overTime(): Figure {
    return errorOverTime(
      [...this.errors].map(([model, outputs]) => ({
        model,
        errors: outputs.map(({ predictions, error }) => ({ number: predictions, error })),
      })),
    );
  }

  /** The mean error of each model on each track. */
  byTrack(): Figure {
    return errorByTrack(this.tracks);
  }

  /** What each model costs, and what one gets for it. */
  cost(): Figure {
    return costAgainstError(this.scores);
  }

  toJSON(): Record<string, unknown> {
    const { scores, tracks } = this;
    return { scores, tracks };
  }

  [inspect.custom](): string {
    return inspect(this.scores);
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    return this.scores[JUPYTER_DISPLAY]();
  }
}

/**
 * Puts models side by side that have predicted the same records: of a replay of {@link evaluateModel}'s processors, with
 * their outputs kept.
 *
 * @throws PlayheadError BAD_OPTION where the outputs were not kept
 * @example
 * const models = { line: evaluateModel(deadReckoning(), { clock: "records" }), … };
 * const replayed = await workbook.replay(workbook.names.source, {}, models, { keep: "every" });
 * compareModels(replayed).overTime();
 */
export function compareModels<Name extends string>(replayed: Replay<Name>): ModelComparison {
  const models = Object.entries(replayed.processors) as [Name, Replay<Name>["processors"][Name]][];
  return new ModelComparison(
    new Map(
      models.map(([name]) => [name, replayed.outputs<PredictionOutput>(name).map(({ output }) => output)]),
    ),
    new Map(models.map(([name, { microsecondsPerRecord }]) => [name, microsecondsPerRecord])),
  );
}

function trackError(model: string, track_id: string, outputs: readonly PredictionOutput[]): TrackError {
  return { model, track_id, predictions: outputs.length, meanError: mean(outputs.map(({ error }) => error)) };
}

function scoresTable(scores: readonly ModelScore[]): Table<ModelScore> {
  return table(
    scores,
    [
      { title: "model", value: ({ model }) => model },
      { title: "predictions", value: ({ predictions }) => predictions },
      { title: "median error", unit: "m", value: ({ medianError }) => medianError, digits: 1 },
      { title: "mean error", unit: "m", value: ({ meanError }) => meanError, digits: 1 },
      { title: "cost", unit: "µs per record", value: ({ microseconds }) => microseconds, digits: 0 },
    ],
    { caption: "each record was predicted before it was learnt from" },
  );
}

function tracksTable(errors: readonly TrackError[]): Table<TrackError> {
  return table(errors, [
    { title: "model", value: ({ model }) => model },
    { title: "track", value: ({ track_id }) => track_id },
    { title: "predictions", value: ({ predictions }) => predictions },
    { title: "mean error", unit: "m", value: ({ meanError }) => meanError, digits: 1 },
  ]);
}
