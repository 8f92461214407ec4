import { chapter01 } from "./chapter-01";

/** All exercises of the course, by chapter and number. */
export const EXERCISES = { ...chapter01 } as const;

/** The name of an exercise, e.g. `"01.1"`. */
export type ExerciseId = keyof typeof EXERCISES;

/** Whether there is an exercise of that name. */
export function isExercise(name: string): name is ExerciseId {
  return Object.hasOwn(EXERCISES, name);
}
