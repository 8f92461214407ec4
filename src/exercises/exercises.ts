import { chapter01 } from "./chapter-01";
import { chapter02 } from "./chapter-02";
import { chapter03 } from "./chapter-03";
import { chapter04 } from "./chapter-04";
import { chapter05 } from "./chapter-05";
import { chapter06 } from "./chapter-06";
import { chapter07 } from "./chapter-07";
import { chapter08 } from "./chapter-08";
import { chapter09 } from "./chapter-09";
import { chapter10 } from "./chapter-10";
import { chapter11 } from "./chapter-11";

/** All exercises of the course, by chapter and number. */
export const EXERCISES = {
  ...chapter01,
  ...chapter02,
  ...chapter03,
  ...chapter04,
  ...chapter05,
  ...chapter06,
  ...chapter07,
  ...chapter08,
  ...chapter09,
  ...chapter10,
  ...chapter11,
} as const;

/** The name of an exercise, e.g. `"01.1"`. */
export type ExerciseId = keyof typeof EXERCISES;

/** Whether there is an exercise of that name. */
export function isExercise(name: string): name is ExerciseId {
  return Object.hasOwn(EXERCISES, name);
}
