import type { OutgoingRecord } from "../kafka/record-batches";

/** Records that are sent together at most. */
const BATCH = 500;
/** How long a send may take until it is said that the broker does not answer, ms. */
const SOON = 3000;

export interface OutboxListeners {
  /** The broker has not answered for some seconds; so many records wait. */
  onStalled(waiting: number): void;
  /** It has answered again. */
  onResumed(): void;
  /** It has answered with an error: nothing more can be sent, see {@link Outbox.empty}. */
  onFailed(): void;
}

/**
 * Records on their way to a broker that may be away for a while: they are kept in order and sent when it is back. There
 * is room for so many; where it is used up, the oldest ones are dropped and counted.
 */
export class Outbox {
  /** How many have been sent, and how many there was no room for. */
  sent = 0;
  dropped = 0;
  private readonly queue: OutgoingRecord[] = [];
  private underWay = 0;
  private sending: Promise<void> | undefined;
  private failure: { error: unknown } | undefined;

  /** @param send returns when the broker has the records, however long that takes */
  constructor(
    private readonly send: (records: readonly OutgoingRecord[]) => Promise<void>,
    private readonly capacity: number,
    private readonly listeners: OutboxListeners,
  ) {}

  /** How many are not known to have arrived. */
  get waiting(): number {
    return this.queue.length + this.underWay;
  }

  /** Takes a record to be sent as soon as possible. @throws what an earlier send has failed with */
  add(record: OutgoingRecord): void {
    if (this.failure !== undefined) throw this.failure.error;
    if (this.waiting >= this.capacity && this.queue.shift() !== undefined) this.dropped++;
    this.queue.push(record);
    this.sending ??= this.sendAll();
  }

  /** Resolves when nothing waits any more. @throws what a send has failed with */
  async empty(): Promise<void> {
    await this.sending;
    if (this.failure !== undefined) throw this.failure.error;
  }

  private async sendAll(): Promise<void> {
    try {
      while (this.queue.length > 0) {
        const records = this.queue.splice(0, BATCH);
        this.underWay = records.length;
        await this.sendSaying(records);
        this.sent += records.length;
        this.underWay = 0;
      }
    } catch (error) {
      this.failure = { error };
      this.listeners.onFailed();
    } finally {
      this.sending = undefined;
    }
  }

  private async sendSaying(records: readonly OutgoingRecord[]): Promise<void> {
    let stalled = false;
    const timer = setTimeout(() => {
      stalled = true;
      this.listeners.onStalled(this.waiting);
    }, SOON);
    try {
      await this.send(records);
      if (stalled) this.listeners.onResumed();
    } finally {
      clearTimeout(timer);
    }
  }
}
