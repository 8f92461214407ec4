import { defineProcessor, type TrackPoint } from "playhead";
import { START, step, type Distance, type Track } from "./step";

/** A plain function over JSON objects. */
export default defineProcessor<Track, TrackPoint, Distance>({
  name: "bench-plain",
  initialState: START,
  step,
});
