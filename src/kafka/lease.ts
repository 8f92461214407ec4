/**
 * Until when a member of a group may take itself for one: for the session's time after it sent the last request by
 * which the coordinator counted it in. A process that was frozen for longer has been dropped meanwhile, and somebody
 * may have moved the group's offsets since: it must not commit any before it has heard of the group again.
 */
export class Lease {
  private until = 0;
  private readonly waiting = new Set<() => void>();

  /** @param duration of the session, ms */
  constructor(private readonly duration: number) {}

  /**
   * The coordinator has counted the member in.
   *
   * @param sentAt when it was asked to; wall clock, ms since 1970 UTC
   */
  renew(sentAt: number): void {
    this.until = sentAt + this.duration;
    if (this.isHeld) for (const goOn of [...this.waiting]) goOn();
  }

  private get isHeld(): boolean {
    return Date.now() < this.until;
  }

  /** Waits until it is held, if it is not; returns whether it is, as opposed to the signal having said stop. */
  async held(signal: AbortSignal): Promise<boolean> {
    if (!this.isHeld && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const goOn = (): void => {
          this.waiting.delete(goOn);
          signal.removeEventListener("abort", goOn);
          resolve();
        };
        this.waiting.add(goOn);
        signal.addEventListener("abort", goOn);
      });
    }
    return this.isHeld;
  }
}
