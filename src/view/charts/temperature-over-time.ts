import type { Data } from "plotly.js";
import { figure, plotlyText, type Figure } from "../figure";
import { colour } from "../palette";

/** A temperature at a time, ISO 8601 in UTC. */
export interface TemperaturePoint {
  sensor_id: string;
  time: string;
  temperature: number;
}

/** A rolling average up to a time, as `rollingAverage` puts it out; its key is the sensor. */
export interface AveragePoint {
  key: string;
  /** ISO 8601; an average of a record without a time has none, and no place on the axis. */
  time: string | null;
  average: number;
}

/** A line is broken where nothing came for so many times as long as usual. */
const SILENCE = 4;

/**
 * Temperatures over time, sensor by sensor: each reading a dot, its rolling average a line, broken where the sensor was
 * silent. Without readings the lines alone.
 *
 * @param unit of all of them, as it is to be written: `°C`, `°F`; or what is known of it
 * @example
 * temperatureOverTime(await workbook.readings(), averages, "°C");
 */
export function temperatureOverTime(
  readings: readonly TemperaturePoint[],
  averages: readonly AveragePoint[],
  unit: string,
): Figure {
  const ids = [...readings.map(({ sensor_id }) => sensor_id), ...averages.map(({ key }) => key)];
  const sensors = [...new Set(ids)].sort();
  return figure(
    sensors.flatMap((sensor, index) => [
      ...dots(
        sensor,
        colour(index),
        readings.filter(({ sensor_id }) => sensor_id === sensor),
        unit,
      ),
      ...line(
        sensor,
        colour(index),
        averages.filter(({ key }) => key === sensor),
        unit,
      ),
    ]),
    {
      title: { text: "Temperature over time, by sensor" },
      xaxis: { title: { text: "time (UTC)" }, type: "date" },
      yaxis: { title: { text: `temperature (${plotlyText(unit)})` } },
      legend: {
        orientation: "h",
        x: 0,
        yref: "container",
        y: 0.02,
        yanchor: "bottom",
        itemsizing: "constant",
      },
      showlegend: true,
    },
  );
}

function dots(sensor: string, color: string, points: readonly TemperaturePoint[], unit: string): Data[] {
  if (points.length === 0) return [];
  return [
    {
      type: "scatter",
      mode: "markers",
      name: `${plotlyText(sensor)}: readings`,
      x: points.map(({ time }) => plotlyTime(time)),
      y: points.map(({ temperature }) => temperature),
      // Pale, since full colour would hide the line among a day's readings.
      marker: { size: 4, color, opacity: 0.4 },
      hovertemplate: `%{y:.2f} ${plotlyText(unit)}, %{x|%H:%M}`,
    },
  ];
}

function line(sensor: string, color: string, points: readonly AveragePoint[], unit: string): Data[] {
  if (points.length === 0) return [];
  const timed = points.flatMap(({ time, average }) =>
    time === null ? [] : [{ time: Date.parse(time), value: average }],
  );
  const broken = withGaps(timed);
  return [
    {
      type: "scatter",
      mode: "lines",
      name: `${plotlyText(sensor)}: average`,
      x: broken.map(({ time }) => plotlyTime(new Date(time).toISOString())),
      y: broken.map(({ value }) => value),
      line: { width: 3, color },
      hovertemplate: `%{y:.2f} ${plotlyText(unit)} on average, %{x|%H:%M}`,
    },
  ];
}

/** Puts a point without a value into each gap that is several times as long as the median one. */
export function withGaps(
  points: readonly { time: number; value: number }[],
): { time: number; value: number | null }[] {
  const steps = points.slice(1).map(({ time }, index) => time - (points[index]?.time ?? time));
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    const isGap = before !== undefined && point.time - before.time > SILENCE * usual;
    return isGap ? [{ time: (before.time + point.time) / 2, value: null }, point] : [point];
  });
}

/** As plotly takes it: it knows no zones. */
function plotlyTime(time: string): string {
  return time.replace("T", " ").replace("Z", "");
}
