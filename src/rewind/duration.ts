import { Duration } from "luxon";
import { PlayheadError } from "../errors";

/** The part of ISO 8601 that Kafka's tool takes: nothing whose length depends on the calendar. */
const KAFKAS = /^P(?=.)(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d{1,9})?S)?)?$/i;

/**
 * A duration in milliseconds.
 *
 * @throws PlayheadError BAD_OPTION
 * @example
 * parseDuration("P1DT2H"); // 93600000
 */
export function parseDuration(text: string): number {
  const duration = Duration.fromISO(text.toUpperCase());
  if (KAFKAS.test(text) && duration.isValid) return duration.toMillis();
  const calendar = duration.isValid && /^P[^T]*[YMW]/i.test(text);
  throw new PlayheadError(
    "BAD_OPTION",
    `The duration ${text} ${calendar ? "has a unit that Kafka's tool does not take" : "can't be read"}`,
    { remedy: "give days, hours, minutes and seconds as ISO 8601 has them: P1DT2H, PT30M, PT1.5S" },
  );
}
