import type { Model } from "./model";
import { ahead, lastVelocities, moved, UNMOVED, type Motion } from "./motion";

/**
 * Dead reckoning: the car goes on as it came, straight on and as fast as between its last two points. It learns nothing
 * else, so it is what every other model has to be better than. After a track's first point it is taken to stand still.
 *
 * @example
 * await workbook.replay(workbook.names.source, {}, { still: evaluateModel(deadReckoning(), { clock: "records" }) });
 */
export function deadReckoning(): Model<Motion> {
  return {
    name: "dead-reckoning",
    version: 1,
    parameters: {},
    initialState: UNMOVED,
    predict: (motion, atTime) => {
      const [velocity = { east: 0, north: 0 }] = lastVelocities(motion, 1);
      return ahead(motion, velocity, atTime);
    },
    learn: (motion, fix) => moved(motion, fix, 1),
  };
}
