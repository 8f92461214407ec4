import fs from "node:fs/promises";
import path from "node:path";
import { cumulativeDistance } from "../../../src/processor/library/cumulative-distance";
import { pipe } from "../../../src/processor/library/pipe";
import { rejectOutliers } from "../../../src/processor/library/reject-outliers";
import { errorOf } from "../../fixtures/errors";
import { allRecords } from "../../fixtures/records";
import { note, noVerdict, together } from "../verdict";
import { verify } from "../verify";
import { inPlace, type Place } from "./place";
import { eachAlone, type Once } from "./row";

interface Track {
  places: [latitude: number, longitude: number][];
  /**
   * Metres on WGS-84, not from the library under test: along the equator π·6378137/180 a degree, from the pole by the
   * meridian's length, the jump from Karney's own documentation of GeographicLib.
   */
  metres: number;
  /** With jumps left out, where that is another length. */
  withoutJump?: number;
}

const EQUATOR_DEGREE = (Math.PI * 6_378_137) / 180;

const TRACKS: Record<string, Track> = {
  "a jump half round the globe, and back": {
    places: [[-41.32, 174.81], [40.96, -5.5], [-41.32, 174.81]], // prettier-ignore
    metres: 2 * 19_959_679.267,
    withoutJump: 0,
  },
  "over the antimeridian, there and back": {
    places: [[0, 179.5], [0, -179.5], [0, 180], [0, -180]], // prettier-ignore
    metres: 1.5 * EQUATOR_DEGREE,
  },
  "over the north pole": { places: [[89.5, 0], [89.5, 180]], metres: 2 * fromPole(0.5) }, // prettier-ignore
  "round the south pole": { places: [[-90, 0], [-90, 90], [-90, -180]], metres: 0 }, // prettier-ignore
  "one point": { places: [[41, 2]], metres: 0 },
};

/** The meridian's length from a pole down, metres, by Simpson's rule over its radius of curvature. */
function fromPole(degrees: number): number {
  const [a, f, steps] = [6_378_137, 1 / 298.257223563, 1000];
  const e2 = f * (2 - f);
  const radius = (latitude: number) => (a * (1 - e2)) / (1 - e2 * Math.sin(latitude) ** 2) ** 1.5;
  const h = (degrees * Math.PI) / 180 / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * radius(Math.PI / 2 - i * h);
  }
  return (sum * h) / 3;
}

/** A millimetre, and more on the way round half the globe, whose reference is given to a millimetre. */
const TOLERANCE = 0.002;

/** Tracks where formulas break: a jump, the antimeridian, the poles, one point, none. */
export const geography = eachAlone((ground) => inPlace(ground, once));

async function once({ config, workbook, connection }: Place): Promise<Once> {
  const file = path.join(config.home, "tracks.csv");
  const header = "id,latitude,longitude,track_id,time\n";
  let id = 0;
  const lines = Object.entries(TRACKS).flatMap(([track, { places }]) =>
    places.map(([latitude, longitude], i) => `${++id},${latitude},${longitude},"${track}",2023-03-06T07:0${i}Z\n`),
  ); // prettier-ignore
  await fs.writeFile(file, header + lines.join(""));
  const began = Date.now();
  await workbook.ingest(file);
  await workbook.process(cumulativeDistance({ unit: "m" }));
  await workbook.write();
  const recovery = Date.now() - began;
  const verdict = noVerdict();
  const names = { group: workbook.names.own("calm"), output: workbook.names.own("calm") };
  // The clock counts whole minutes, and the way over a pole or the antimeridian is a day's at most.
  const calm = pipe(rejectOutliers({ kmPerHour: 10_000 }), cumulativeDistance({ unit: "m" }));
  await workbook.process(calm, names);
  for (const [topic, of] of [
    [workbook.names.output, ({ metres }: Track) => metres],
    [names.output, ({ metres, withoutJump }: Track) => withoutJump ?? metres],
  ] as const) {
    const last = new Map(
      (await allRecords(connection, topic)).map(({ key, value }) => [
        String(key),
        JSON.parse(String(value)) as { distance: number },
      ]),
    );
    for (const [name, track] of Object.entries(TRACKS)) {
      const found = last.get(name)?.distance;
      verdict.compared++;
      if (found === undefined) note(verdict, "lost", topic, name);
      else if (!(Math.abs(found - of(track)) <= TOLERANCE))
        note(verdict, "wrong", topic, `${name}: ${found} m, expected ${of(track)}`);
    }
  }
  const empty = path.join(config.home, "empty.csv");
  await fs.writeFile(empty, header);
  const { code } = await errorOf(workbook.ingest(empty));
  if (code !== "FILE_EMPTY") note(verdict, "wrong", "a file without points", code);
  return { verdict: together([await verify(workbook, connection, 1), verdict]), recovery };
}
