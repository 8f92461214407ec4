import { PlayheadError } from "../../src/errors";
import { check } from "../../src/notebook/check";
import { cellProgress } from "../../src/notebook/progress";
import { show } from "../../src/notebook/show";
import { groupsTable, recordsTable } from "../../src/tables";
import { queryTable } from "../../src/view/query-table";
import * as charts from "../../src/view/charts";
import { beforeAgainstAfter } from "../../src/view/charts/before-against-after";
import { costAgainstError } from "../../src/view/charts/cost-against-error";
import { differenceHistogram } from "../../src/view/charts/difference-histogram";
import { errorByTrack } from "../../src/view/charts/error-by-track";
import { errorOverTime } from "../../src/view/charts/error-over-time";
import { colouredTrackMap } from "../../src/view/coloured-track-map";
import { errorBox } from "../../src/view/error-box";
import { JUPYTER_DISPLAY, prose, type Displayable, type MimeBundle } from "../../src/view/mime";
import { playheadView } from "../../src/view/tape";
import { trackMap } from "../../src/view/track-map";
import { trackMapFigure } from "../../src/view/track-map-figure";
import { worstHopMap } from "../../src/view/worst-hop-map";
import { inNotebook } from "../notebook/hook";

/** Everything that shows data in a cell, given these texts wherever it takes one: by its name. */
export function viewsOf(texts: readonly string[]): Record<string, () => Promise<MimeBundle[]>> {
  const [first = ""] = texts;
  const each = <Row>(row: (text: string, n: number) => Row): Row[] => texts.map(row);
  const one = (view: () => Displayable) => async () => [await view()[JUPYTER_DISPLAY]()];
  const cell = (run: () => unknown) => async () => (await inNotebook(run)).map(({ bundle }) => bundle);
  const points = texts.flatMap((track_id, n) =>
    [0, 1].map((step) => ({ track_id, latitude: 50 + n / 10 + step / 100, longitude: 20, difference: step })),
  );
  const far = points.map((point, n) => ({ ...point, latitude: (n % 17) * 10 - 80 }));
  const error = (text: string): PlayheadError => new PlayheadError("BAD_OPTION", text, { remedy: text });
  const hop = (text: string) => ({
    ...{ track_id: text, from_latitude: 50, from_longitude: 20, latitude: 50.1, longitude: 20, metres: 2 },
    ...{ algorithm: text, reference: text, reference_metres: 1, difference: text.length },
  });
  const compared = { field: first, unit: first };
  return {
    groups: one(() =>
      groupsTable(
        each((group) => ({
          group,
          topic: group,
          partition: 0,
          currentOffset: 1,
          logEndOffset: 2,
          lag: 1,
          state: group,
        })),
        first,
      ),
    ),
    query: one(() =>
      queryTable(
        each((text) => ({ [text]: text })),
        { columns: [...texts], caption: first },
      ),
    ),
    records: one(() =>
      recordsTable(
        each((text, offset) => ({ partition: 0, offset, timestamp: text, key: text, value: text })),
      ),
    ),
    prose: () => Promise.resolve(each(prose)),
    "error boxes": () => Promise.resolve(texts.map(error).map(errorBox)),
    rows: cell(() =>
      show(
        each((text) => ({ [text]: text, b: { text } })),
        { caption: first, units: { b: first } },
      ),
    ),
    frame: cell(() =>
      show(
        { columns: texts, index: [first], shape: [1, texts.length], values: [texts] },
        { caption: first, units: Object.fromEntries(each((text) => [text, text])) },
      ),
    ),
    strings: cell(() => Promise.all(each((text) => show(text, { caption: text })))),
    checks: cell(() => each((text) => check(text, true))),
    progress: cell(() => {
      const progress = cellProgress();
      const done = {
        done: 1,
        total: 1,
        etaMs: undefined,
        rate: 0.001,
        finished: true,
        unit: "rows" as const,
      };
      each((label) => progress({ label, ...done }));
    }),
    playheads: one(() =>
      playheadView({
        topics: each((topic) => ({ topic, partitions: [{ partition: 0, start: 0, end: 5 }] })),
        groups: each((group) => ({
          ...{ group, state: group, members: 1 },
          positions: [{ topic: group, partition: 0, offset: 3 }],
          runs: [{ topic: group, text: group }],
        })),
        status: first,
      }),
    ),
    "track map": one(() => trackMap(points, { title: first })),
    "track map in panels": one(() => trackMap(far)),
    "track map without tracks": one(() => trackMap([], { title: first })),
    "coloured map": one(() => colouredTrackMap(points, { value: "difference", unit: first, title: first })),
    "worst hop": one(() => worstHopMap(each(hop))),
    "map for plotly": one(() => trackMapFigure(points)),
    algorithms: one(() =>
      charts.algorithmComparison(
        each((text, n) => ({ algorithm: text, track_id: text, metres: n, geodesic: n % 5 })),
      ),
    ),
    "distance over time": one(() =>
      charts.distanceOverTime(
        each((track_id) => ({ track_id, points: [0, 60_000].map((time) => ({ time, distance: time })) })),
        first,
      ),
    ),
    ratios: one(() => charts.ratiosByTrack(each((key, n) => ({ key, ratios: { [key]: n, [first]: null } })))),
    distances: one(() =>
      charts.distancesByTrack(
        each((track_id, distance) => ({ track_id, distance })),
        first,
      ),
    ),
    "miles and kilometres": one(() =>
      charts.milesVersusKilometres(each((track_id, n) => ({ track_id, miles: n, kilometres: n }))),
    ),
    temperatures: one(() =>
      charts.temperatureOverTime(
        each((sensor_id) => ({ sensor_id, time: "2026-03-02T00:00:00Z", temperature: 20 })),
        each((key) => ({ key, time: "2026-03-02T00:00:00Z", average: 20 })),
        first,
      ),
    ),
    "before and after": one(() =>
      beforeAgainstAfter(
        each((key, n) => ({ key, before: n, after: n })),
        { ...compared, before: first, after: first },
      ),
    ),
    differences: one(() => differenceHistogram([{ from: 0, to: 1, rows: 1 }], compared)),
    "errors by track": one(() =>
      errorByTrack(each((text, meanError) => ({ model: text, track_id: text, meanError }))),
    ),
    "errors over time": one(() =>
      errorOverTime(each((model) => ({ model, errors: [{ number: 1, error: 1 }] }))),
    ),
    costs: one(() => costAgainstError(each((model, n) => ({ model, microseconds: n + 1, medianError: n })))),
  };
}
