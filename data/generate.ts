// Writes data/journeys.csv anew: npx tsx data/generate.ts
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { csvLines, sampleTracks } from "../src/tracks/generator";

writeFileSync(join(__dirname, "journeys.csv"), [...csvLines(sampleTracks())].join(""));
