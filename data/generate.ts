// Writes the files of this folder anew: npx tsx data/generate.ts
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { csvLines, sampleTracks } from "../src/tracks/generator";
import { hikeGpx } from "./hike";
import { mixedResults } from "./mixed-results";

writeFileSync(join(__dirname, "journeys.csv"), [...csvLines(sampleTracks())].join(""));
writeFileSync(join(__dirname, "mixed-results.csv"), [...mixedResults(sampleTracks())].join(""));
writeFileSync(join(__dirname, "hike.gpx"), hikeGpx());
