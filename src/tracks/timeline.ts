/**
 * The rows of a file, in the file's order, on one time line: where each stands in a replay, in milliseconds of event time
 * since the first one. It never runs back, so that the file's order stays the log's.
 *
 * - Where times rise through the file, a row stands where its time says.
 * - A track that begins earlier than the file has come by then, as in a file that has one track after the other, begins
 *   where the file has come: its own pauses follow from there.
 * - Any other row from earlier is late, and one without a time has none: it stands where the file has come.
 *
 * @example
 * const line = new Timeline();
 * line.place(60_000, true); // 0
 * line.place(90_000, false); // 30_000
 * line.place(10_000, true); // 30_000: another track
 * line.place(15_000, false); // 35_000
 */
export class Timeline {
  /** What an event time lies ahead of its place by. */
  private shift: number | undefined;
  private reached = 0;

  /** @param eventTime epoch ms, null where the row has none. @param begins whether it is the first row of its track */
  place(eventTime: number | null, begins: boolean): number {
    if (eventTime === null) return this.reached;
    if (this.shift === undefined || (begins && eventTime - this.shift < this.reached))
      this.shift = eventTime - this.reached;
    this.reached = Math.max(this.reached, eventTime - this.shift);
    return this.reached;
  }
}
