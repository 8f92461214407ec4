import { figure, plotlyText, type Figure } from "../figure";

/** A model's errors, each with the number of the prediction on its track, from 1. */
export interface ModelErrors {
  model: string;
  errors: readonly { number: number; error: number }[];
}

/** Predictions of each track that a mean is of. */
const WINDOW = 20;
/** Lines that lie on each other can be told apart. */
const DASHES = ["solid", "dash", "dot", "dashdot"] as const;

/**
 * A model's error while tracks go on, a line for each model: at n the mean over all tracks of the predictions n − 19 to n,
 * so that it can be seen whether a model learns.
 *
 * @example
 * errorOverTime([{ model: "dead reckoning", errors: [{ number: 1, error: 40 }, { number: 2, error: 31 }] }]);
 */
export function errorOverTime(models: readonly ModelErrors[]): Figure {
  return figure(
    models.map(({ model, errors }, index) => {
      const means = rollingMeans(errors, WINDOW);
      return {
        type: "scatter",
        mode: "lines",
        name: plotlyText(model),
        x: means.map(({ number }) => number),
        y: means.map((point) => point.mean),
        line: { width: 2, dash: DASHES[index % DASHES.length] ?? "solid" },
        hovertemplate: "%{y:.1f} m at prediction %{x}",
      };
    }),
    {
      title: { text: "Error while a track goes on" },
      xaxis: {
        title: { text: "prediction's number on its track<br><sub>all tracks that are as long</sub>" },
        rangemode: "tozero",
      },
      yaxis: { title: { text: `mean error of the last ${WINDOW} (m)` }, rangemode: "tozero" },
      legend: { title: { text: "model" } },
      showlegend: true,
    },
  );
}

/** At each number the mean of all errors from `window` − 1 numbers before up to it. */
export function rollingMeans(
  errors: ModelErrors["errors"],
  window: number,
): { number: number; mean: number }[] {
  const last = Math.max(0, ...errors.map(({ number }) => number));
  const at = Array.from({ length: last + 1 }, (): number[] => []);
  for (const { number, error } of errors) at[number]?.push(error);
  return at.flatMap((here, number) => {
    if (here.length === 0) return [];
    const within = at.slice(Math.max(number - window + 1, 0), number + 1).flat();
    return [{ number, mean: within.reduce((sum, error) => sum + error, 0) / within.length }];
  });
}
