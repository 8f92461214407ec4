/** Headers of an output: where it comes from. */
export const HEADER = {
  /** The run that it belongs to. */
  run: "playhead-run",
  /** `partition:offset` of the record it stems from. */
  source: "playhead-source",
  /** Set where the record lies before the run's first one: the result of a key that was only warmed up. */
  warmUp: "playhead-warm-up",
} as const;

/** Headers of a dead letter besides those that the record had: where it lay, and why it could not be processed. */
export const DEAD_LETTER_HEADER = {
  run: "playhead-run",
  topic: "playhead-source-topic",
  partition: "playhead-source-partition",
  offset: "playhead-source-offset",
  error: "playhead-error",
} as const;
