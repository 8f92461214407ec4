import { defineProcessor } from "playhead";
import { START, step, type Distance, type Place, type Track } from "./step";

/** The same function, with the fields declared that it reads and writes. */
export default defineProcessor<Track, Place, Distance>({
  name: "bench-fields",
  initialState: START,
  step,
  reads: { latitude: "number", longitude: "number" },
  writes: { track_id: "string", distance: "number", unit: "string", points: "number" },
});
