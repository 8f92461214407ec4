import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "./check-library.mjs";
import { run } from "./run.mjs";

const OWN_PROCESSOR = `
import { defineProcessor, type InputRecord, type TrackPoint } from "playhead";

export default defineProcessor({
  name: "points",
  initialState: 0,
  step: (points: number, record: InputRecord<TrackPoint>) => [points + 1, { track_id: record.key, points: points + 1 }],
});
`;

const KM_PER_MILE = 1.609344;
const TOLERANCE = 1e-12;

/**
 * The README's commands, from the set-up to the kilometres, and a processor in a file of the project's.
 *
 * @param {string} project where the package is installed
 * @param {string} version
 */
export function checkWalkthrough(project, version) {
  const playhead = (...words) => run("npx", ["--no-install", "playhead", ...words], project);
  const distances = () => JSON.parse(playhead("query", "--json")).map(({ distance }) => distance);
  expect(playhead("--version"), `${version}\n`);
  playhead("setup");
  try {
    playhead("ingest", "node_modules/playhead/data/journeys.csv");
    playhead("process", "--unit", "mi");
    playhead("write");
    const miles = distances();
    const calculator = ["--group", "distance_calculator", "--topic", "raw-trackpoints"];
    playhead("rewind", ...calculator, "--to-earliest", "--execute");
    playhead("process", "--unit", "km");
    playhead("write");
    const kilometres = distances();
    expect(`${kilometres.length} tracks`, "10 tracks");
    kilometres.forEach((km, track) => {
      const off = Math.abs(km - miles[track] * KM_PER_MILE);
      if (!(off <= km * TOLERANCE)) throw new Error(`${miles[track]} mi are not ${km} km`);
    });
    writeFileSync(path.join(project, "points.ts"), OWN_PROCESSOR);
    const counted = JSON.parse(playhead("process", "--processor", "points.ts", "--workers", "2", "--json"));
    expect(`${counted.recordsOut} results`, "741 results");
    playhead("doctor");
  } finally {
    playhead("down");
  }
}
