import type { WeatherReport } from "../chapters/weather";
import type { Workbook } from "../workbook";
import type { Exercise, Verdict } from "./exercise";
import { nearly } from "./exercise";
import { byTrack } from "../tracks/by-track";
import { loggedPoints, type LoggedPoint } from "./log";
import { trackMetres } from "./track-distance";

export const chapter11 = {
  "11.1": {
    hint: 'The cell with `replay` and `cumulativeDistance` has what you need: `lastOutputs("km")` is a Map from track to its last output, whose `distance` is in kilometres.',
    judge: async (answer, workbook) => judgeWalked(answer, await ownTracks(workbook)),
  },
  "11.2": {
    hint: "The state is the highest elevation so far (`null` at first); put it out at every point. `Object.fromEntries` makes an object of a list of pairs.",
    judge: async (answer, workbook) => judgeHighest(answer, await ownTracks(workbook)),
  },
  "11.3": {
    hint: "Keep the last temperature and the largest fall so far as the state, with the same `key` as above, and return the state as it is for a reading without a temperature.",
    judge: async (answer, workbook) => judgeFall(answer, await reports(workbook)),
  },
} satisfies Record<string, Exercise>;

async function ownTracks(workbook: Workbook): Promise<LoggedPoint[][]> {
  return [...byTrack(await loggedPoints(workbook, workbook.names.own("my-tracks"))).values()];
}

async function reports(workbook: Workbook): Promise<WeatherReport[]> {
  const records = await workbook.records(workbook.names.own("weather"), { count: Number.POSITIVE_INFINITY });
  return records.map(({ value }) => JSON.parse(value ?? "null") as WeatherReport);
}

function judgeWalked(answer: unknown, tracks: readonly LoggedPoint[][]): Verdict {
  const kilometres = tracks.reduce((sum, points) => sum + trackMetres(points), 0) / 1000;
  const joined = tracks.reduce((sum, points) => sum + trackMetres(points.map(withoutSegment)), 0) / 1000;
  const verdict = nearly(answer, kilometres, 1e-6);
  if (verdict !== true && nearly(answer, joined, 1e-6) === true)
    return "That counts the way from one segment to the next, too, which nobody has recorded.";
  if (verdict !== true && nearly(answer, kilometres * 1000, 1e-6) === true)
    return "Those are metres, and kilometres are asked for.";
  return verdict;
}

function withoutSegment(logged: LoggedPoint): LoggedPoint {
  return { ...logged, point: { ...logged.point, segment: null } };
}

function judgeHighest(answer: unknown, tracks: readonly LoggedPoint[][]): Verdict {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer))
    return 'An object is asked for, with a number for each track: `{ "hike.gpx/1": …, … }`.';
  const given = new Map(
    answer instanceof Map
      ? (answer as Map<unknown, unknown>)
      : Object.entries(answer as Record<string, unknown>),
  );
  for (const points of tracks) {
    const track = points[0]?.track_id ?? "";
    const elevations = points.flatMap(({ point }) => point["elevation"] ?? []).map(Number);
    if (elevations.length === 0) continue;
    if (!given.has(track)) return `The track ${track} is missing.`;
    const verdict = nearly(given.get(track), Math.max(...elevations), 1e-9);
    if (verdict !== true) return `${track}: ${verdict}`;
  }
  return true;
}

function judgeFall(answer: unknown, all: readonly WeatherReport[]): Verdict {
  const last = new Map<string, number>();
  const falls = new Map<string, number>();
  for (const { station, temperature } of all) {
    if (temperature === null) continue;
    const fall = (last.get(station.name) ?? temperature.celsius) - temperature.celsius;
    falls.set(station.name, Math.max(falls.get(station.name) ?? 0, fall));
    last.set(station.name, temperature.celsius);
  }
  if (typeof answer !== "string") return "The name of a station is asked for: text.";
  const fall = falls.get(answer);
  if (fall === undefined) return `There is no station ${JSON.stringify(answer)}.`;
  return fall === Math.max(...falls.values()) || `Somewhere it fell further at once than at ${answer}.`;
}
