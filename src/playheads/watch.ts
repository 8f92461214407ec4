import { inspect } from "node:util";
import { setTimeout as delay } from "node:timers/promises";
import { PlayheadError } from "../errors";
import { JUPYTER_DISPLAY, prose, type Displayable, type MimeBundle } from "../view/mime";
import { playheadView, type PlayheadView, type PlayheadViewInput } from "../view/tape";

/** At most so many pictures a second, whatever happens, ms. */
const INTERVAL = 250;
/** How long a broker that has vanished is waited for, ms. */
const PATIENCE = 10_000;
const NOTE = "The picture follows the groups until stop() is called.";

export interface WatchOptions {
  /** Called with the first picture, with each one that differs from the last, and with the one at the end. */
  onView?: ((view: PlayheadView) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** The playhead view, kept up to date. */
export class PlayheadsWatch implements Displayable {
  /** The latest picture. */
  view: PlayheadView;
  /** Resolves when it has been stopped; rejects when the groups can't be read any more. */
  readonly done: Promise<void>;
  private readonly stopping = new AbortController();
  private input: PlayheadViewInput;

  private constructor(
    private readonly read: () => Promise<PlayheadViewInput>,
    private readonly options: WatchOptions,
    input: PlayheadViewInput,
  ) {
    this.input = input;
    this.view = this.show("● live");
    const signal = AbortSignal.any([this.stopping.signal, ...(options.signal ? [options.signal] : [])]);
    this.done = this.follow(signal);
    // Whoever does not ask for it need not handle its failure: the picture then says that it has ended.
    this.done.catch(() => undefined);
  }

  /**
   * Shows what `read` gives, and from then on each change of it, at most four times a second.
   *
   * @throws what the first reading throws
   */
  static async begin(read: () => Promise<PlayheadViewInput>, options: WatchOptions): Promise<PlayheadsWatch> {
    return new PlayheadsWatch(read, options, await read());
  }

  /** Ends it. The last picture stays where it is, and in `view`, with the time until which it is right. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.done.catch(() => undefined);
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    return prose(NOTE);
  }

  [inspect.custom](): string {
    return NOTE;
  }

  private async follow(signal: AbortSignal): Promise<void> {
    let readAt = Date.now();
    try {
      while (!(await pause(signal))) {
        const input = await this.read().catch((error: unknown) => {
          if (!isAway(error) || Date.now() - readAt > PATIENCE) throw error;
          return undefined;
        });
        if (input === undefined) continue;
        readAt = Date.now();
        if (JSON.stringify(input) === JSON.stringify(this.input)) continue;
        this.input = input;
        this.show("● live");
      }
      // Between the last look and the stop the groups may have moved once more.
      this.input = await this.read().catch(() => this.input);
      readAt = Date.now();
    } finally {
      this.show(`as of ${new Date(readAt).toISOString().slice(11, 19)} UTC`);
    }
  }

  private show(status: string): PlayheadView {
    this.view = playheadView({ ...this.input, status });
    this.options.onView?.(this.view);
    return this.view;
  }
}

/** Waits for the time of the next look. Returns whether the signal says stop. */
async function pause(signal: AbortSignal): Promise<boolean> {
  await delay(INTERVAL, undefined, { signal }).catch(() => undefined);
  return signal.aborted;
}

function isAway(error: unknown): boolean {
  return error instanceof PlayheadError && error.code === "BROKER_UNREACHABLE";
}
