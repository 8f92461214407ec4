import { shortForm } from "./short-form";

shortForm(
  "the same file ingested 10 times",
  "one record in a hundred is bad, of every kind",
  "records out of order, equal times, clocks that are wrong",
  "a jump, the antimeridian, the poles, tracks of 0 and 1 points",
);
